-- Notes that a migration was applied.
INSERT INTO migration (number, applied_at) VALUES (?1, ?2)
