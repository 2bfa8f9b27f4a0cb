-- Up to ?2 natural keys behind the key ?1.
SELECT key, number FROM record_key WHERE key > ?1 ORDER BY key LIMIT ?2
