-- The first row and up to $2 kept rows behind $1.
(SELECT seq, file, line, key, content, payload FROM mingshi_staging.rows_{number} WHERE seq = 0)
UNION ALL
(SELECT seq, file, line, key, content, payload FROM mingshi_staging.rows_{number} WHERE seq > $1 ORDER BY seq LIMIT $2)
ORDER BY seq
