-- How many records of a kind were ever published.
SELECT COALESCE((SELECT count FROM record_ever WHERE kind = ?1), 0)
