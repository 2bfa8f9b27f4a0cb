-- The remembered fingerprints.
SELECT name, fingerprint FROM mingshi.key_fingerprint
