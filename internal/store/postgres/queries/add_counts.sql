-- Adds to the numbers of records that are public until a day.
INSERT INTO mingshi.record_count AS c (public_until, kind, count)
SELECT w.public_until, w.kind, w.count
FROM unnest($1::integer[], $2::text[], $3::bigint[]) AS w (public_until, kind, count)
ON CONFLICT (public_until, kind) DO UPDATE SET count = c.count + excluded.count
