-- The remembered fingerprints.
SELECT name, fingerprint FROM key_fingerprint
