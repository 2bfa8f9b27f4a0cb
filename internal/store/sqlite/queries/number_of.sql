-- The number of a record, gone or not.
SELECT number FROM record WHERE id = ?1
