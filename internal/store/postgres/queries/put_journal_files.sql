-- The files of the import $1, in their order.
INSERT INTO mingshi.journal_file (batch, number, file, sha256, sheet, line)
SELECT $1::text, w.i - 1, w.file, w.sha256, w.sheet, w.line
FROM unnest($2::text[], $3::text[], $4::text[], $5::bigint[]) WITH ORDINALITY AS w (file, sha256, sheet, line, i)
ON CONFLICT (batch, number) DO UPDATE
SET file = excluded.file, sha256 = excluded.sha256, sheet = excluded.sheet, line = excluded.line
