-- The last migration that the file has seen.
SELECT number FROM migration ORDER BY number DESC LIMIT 1
