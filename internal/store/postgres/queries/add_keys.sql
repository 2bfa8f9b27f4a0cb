-- Natural keys $1, which shall lead to the records of the numbers $2. A key that is there already stays as it is and is not
-- counted; one that another transaction is writing is waited for.
INSERT INTO mingshi.record_key (key, number)
SELECT w.key, w.number
FROM unnest($1::bytea[], $2::bigint[]) AS w (key, number)
ON CONFLICT (key) DO NOTHING
