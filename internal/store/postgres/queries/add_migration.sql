-- Notes that a migration was applied.
INSERT INTO mingshi.migration (number, applied_at) VALUES ($1, $2)
