-- Counts rows that are never published, by their keys $1 and rules $2, at $3; returns the keys that were not counted before.
INSERT INTO mingshi.not_public (key, rule, counted_at)
SELECT w.key, w.rule, $3::bigint
FROM unnest($1::bytea[], $2::text[]) AS w (key, rule)
ON CONFLICT (key) DO NOTHING
RETURNING key
