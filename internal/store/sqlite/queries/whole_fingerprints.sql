-- Up to ?3 fingerprints of keys from the name ?1 on, without that one itself if ?2.
SELECT name, fingerprint
FROM key_fingerprint
WHERE name >= ?1 AND NOT (?2 AND name = ?1)
ORDER BY name
LIMIT ?3
