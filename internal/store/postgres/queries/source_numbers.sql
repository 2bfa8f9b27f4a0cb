-- The numbers of sources of writes, in their order.
SELECT s.number
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) WITH ORDINALITY
    AS w (written_by, batch, file, sha256, sheet, i)
JOIN mingshi.trail_source AS s
  ON s.batch = w.batch AND s.sha256 = w.sha256 AND s.sheet = w.sheet AND s.file = w.file AND s.written_by = w.written_by
ORDER BY w.i
