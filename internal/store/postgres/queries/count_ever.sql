-- How many records of a kind were ever published.
SELECT COALESCE((SELECT count FROM mingshi.record_ever WHERE kind = $1), 0)
