-- Kept rows behind ?1.
SELECT seq, file, line, key, content, payload FROM staged WHERE seq > ?1 ORDER BY seq LIMIT ?2
