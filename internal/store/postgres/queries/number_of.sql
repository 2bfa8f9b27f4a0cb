-- The number of a record, gone or not.
SELECT number FROM mingshi.record WHERE id = $1
