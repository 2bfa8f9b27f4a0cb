-- The key of the first row, which is empty, and those of the keys $1 that stand in any file.
SELECT key FROM mingshi_staging.rows_{number} WHERE seq = 0
UNION ALL
SELECT w.key
FROM unnest($1::bytea[]) AS w (key)
CROSS JOIN LATERAL (SELECT FROM mingshi_staging.rows_{number} AS s WHERE s.key = w.key LIMIT 1) AS r
