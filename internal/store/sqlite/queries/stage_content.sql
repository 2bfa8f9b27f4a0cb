-- The row under a key of a file.
SELECT seq, content FROM staged WHERE key = ?1 AND file = ?2
