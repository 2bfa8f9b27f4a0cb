-- The files of imports of a store that is being filled.
COPY mingshi.journal_file (batch, number, file, sha256, sheet, line) FROM STDIN (FORMAT binary)
