-- Remembers a fingerprint; changes a row only if the name is new or its fingerprint is the same.
INSERT INTO mingshi.key_fingerprint AS known (name, fingerprint) VALUES ($1, $2)
ON CONFLICT (name) DO UPDATE SET fingerprint = excluded.fingerprint WHERE known.fingerprint = excluded.fingerprint
