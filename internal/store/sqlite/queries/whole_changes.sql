-- Up to ?2 changes behind the position ?1, with the ids of their records and their internal lines. The joins are CROSS so
-- that the feed leads.
SELECT c.position, c.at, c.op, c.kind, c.version, c.reason, c.digest, r.id, c.number, c.previous,
       s.written_by, s.batch, s.file, s.sha256, s.sheet, t.line, t.document, t.note
FROM change AS c
CROSS JOIN record AS r ON r.number = c.number
CROSS JOIN trail AS t ON t.position = c.position
CROSS JOIN trail_source AS s ON s.number = t.source
WHERE c.position > ?1
ORDER BY c.position
LIMIT ?2
