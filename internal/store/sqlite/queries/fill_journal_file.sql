-- The files of imports into another store.
INSERT OR FAIL INTO journal_file (batch, number, file, sha256, sheet, line) VALUES (?, ?, ?, ?, ?, ?)
