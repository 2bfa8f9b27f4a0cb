-- Copies the whole log into the database and truncates it.
PRAGMA wal_checkpoint(TRUNCATE)
