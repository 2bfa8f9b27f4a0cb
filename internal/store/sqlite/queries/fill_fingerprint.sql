-- Fingerprints of keys that another store remembers.
INSERT OR FAIL INTO key_fingerprint (name, fingerprint) VALUES (?, ?)
