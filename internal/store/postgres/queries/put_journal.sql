-- How far an import has come.
INSERT INTO mingshi.journal (batch, written_by, through_seq, done, updated_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (batch) DO UPDATE
SET written_by = excluded.written_by, through_seq = excluded.through_seq, done = excluded.done,
    updated_at = excluded.updated_at
