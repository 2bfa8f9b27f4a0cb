-- Up to $2 rows that were counted and never published, behind the key $1.
SELECT key, rule, counted_at FROM mingshi.not_public WHERE key > $1 ORDER BY key LIMIT $2
