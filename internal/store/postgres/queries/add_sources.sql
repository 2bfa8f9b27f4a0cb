-- Sources of writes that are not known yet. Writers add them behind the lock on feed_head, so none waits for another here.
INSERT INTO mingshi.trail_source (written_by, batch, file, sha256, sheet)
SELECT w.written_by, w.batch, w.file, w.sha256, w.sheet
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) AS w (written_by, batch, file, sha256, sheet)
WHERE NOT EXISTS (
    SELECT FROM mingshi.trail_source AS s
    WHERE s.batch = w.batch AND s.sha256 = w.sha256 AND s.sheet = w.sheet AND s.file = w.file
      AND s.written_by = w.written_by
)
