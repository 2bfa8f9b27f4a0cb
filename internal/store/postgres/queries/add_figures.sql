-- Adds to cells of the statistics.
INSERT INTO mingshi.figure AS f (month, decided_month, kind, unit, event, count)
SELECT w.month, w.decided_month, w.kind, w.unit, w.event, w.count
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[])
    AS w (month, decided_month, kind, unit, event, count)
ON CONFLICT (month, decided_month, kind, unit, event) DO UPDATE SET count = f.count + excluded.count
