-- Remembers a fingerprint; changes a row only if the name is new or its fingerprint is the same.
INSERT INTO key_fingerprint (name, fingerprint) VALUES (?1, ?2)
ON CONFLICT (name) DO UPDATE SET fingerprint = excluded.fingerprint WHERE fingerprint = excluded.fingerprint
