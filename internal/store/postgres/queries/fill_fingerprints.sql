-- Fingerprints of keys of a store that is being filled.
COPY mingshi.key_fingerprint (name, fingerprint) FROM STDIN (FORMAT binary)
