-- All changes of the record ?1, oldest first, found from its last change along the previous ones. CROSS JOIN keeps the
-- walk outside: the other way round the whole feed would be read.
WITH RECURSIVE walk (position) AS (
    SELECT r.position FROM record AS r WHERE r.id = ?1
    UNION ALL
    SELECT c.previous FROM walk CROSS JOIN change AS c ON c.position = walk.position WHERE c.previous > 0
)
SELECT c.position, c.at, c.op, c.kind, c.version, c.reason, c.digest
FROM walk CROSS JOIN change AS c ON c.position = walk.position
ORDER BY c.position
