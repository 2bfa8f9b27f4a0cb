-- Up to $2 changes behind the position $1, with the ids of their records and their internal lines. OFFSET 0: as in
-- changes.sql.
SELECT c.position, c.at, c.op, c.kind, c.version, c.reason, c.digest, r.id, c.number, c.previous,
       s.written_by, s.batch, s.file, s.sha256, s.sheet, t.line, t.document, t.note
FROM (
    SELECT position, at, op, kind, version, reason, digest, number, previous
    FROM mingshi.change
    WHERE position > $1
    ORDER BY position
    LIMIT $2
) AS c
CROSS JOIN LATERAL (SELECT r.id FROM mingshi.record AS r WHERE r.number = c.number OFFSET 0) AS r
CROSS JOIN LATERAL (
    SELECT t.source, t.line, t.document, t.note FROM mingshi.trail AS t WHERE t.position = c.position OFFSET 0
) AS t
JOIN mingshi.trail_source AS s ON s.number = t.source
ORDER BY c.position
