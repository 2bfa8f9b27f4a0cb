-- Adds to the numbers of records ever published.
INSERT INTO mingshi.record_ever AS e (kind, count)
SELECT w.kind, w.count
FROM unnest($1::text[], $2::bigint[]) AS w (kind, count)
ON CONFLICT (kind) DO UPDATE SET count = e.count + excluded.count
