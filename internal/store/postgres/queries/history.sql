-- All changes of the record $1, oldest first, found from its last change along the previous ones.
WITH RECURSIVE walk AS (
    SELECT c.position, c.at, c.op, c.kind, c.version, c.reason, c.digest, c.previous
    FROM mingshi.record AS r JOIN mingshi.change AS c ON c.position = r.position
    WHERE r.id = $1
    UNION ALL
    SELECT c.position, c.at, c.op, c.kind, c.version, c.reason, c.digest, c.previous
    FROM walk JOIN mingshi.change AS c ON c.position = walk.previous
)
SELECT position, at, op, kind, version, reason, digest
FROM walk
ORDER BY position
