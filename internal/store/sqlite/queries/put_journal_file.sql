-- One file of an import.
INSERT INTO journal_file (batch, number, file, sha256, sheet, line) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (batch, number) DO UPDATE
SET file = excluded.file, sha256 = excluded.sha256, sheet = excluded.sheet, line = excluded.line
