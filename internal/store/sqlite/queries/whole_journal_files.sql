-- The files of the import ?1, in their order.
SELECT file, sha256, sheet, line FROM journal_file WHERE batch = ?1 ORDER BY number
