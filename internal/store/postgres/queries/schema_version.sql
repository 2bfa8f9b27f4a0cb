-- The last migration that the database has seen.
SELECT COALESCE(MAX(number), 0)::bigint FROM mingshi.migration
