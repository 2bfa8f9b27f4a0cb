-- The number of a source of writes, new or known.
INSERT INTO trail_source (written_by, batch, file, sha256, sheet) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (batch, sha256, sheet, file, written_by) DO UPDATE SET batch = excluded.batch
RETURNING number
