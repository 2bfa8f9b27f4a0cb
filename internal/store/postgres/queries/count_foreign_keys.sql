-- How many of the keys $1 lead to another record than that of the number $2. A key is never taken away nor turned to another
-- record, so behind add_keys each of them is there for good.
SELECT count(*)
FROM unnest($1::bytea[], $2::bigint[]) AS w (key, number)
JOIN mingshi.record_key AS k ON k.key = w.key
WHERE k.number <> w.number
