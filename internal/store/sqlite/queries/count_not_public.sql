-- Counts a row that is never published; changes nothing if its key was counted before.
INSERT INTO not_public (key, rule, counted_at) VALUES (?1, ?2, ?3)
ON CONFLICT (key) DO NOTHING
