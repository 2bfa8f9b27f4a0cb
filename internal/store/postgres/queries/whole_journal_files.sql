-- The files of the imports $1, in their order.
SELECT batch, file, sha256, sheet, line FROM mingshi.journal_file WHERE batch = ANY ($1) ORDER BY batch, number
