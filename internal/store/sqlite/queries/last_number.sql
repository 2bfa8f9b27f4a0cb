-- The number of the last new record.
SELECT COALESCE(MAX(number), 0) FROM record
