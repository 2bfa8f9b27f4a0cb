-- Changes behind position ?1 with their records as they are now.
SELECT c.position, c.at, c.op, c.kind, c.version, c.reason, c.digest,
       concat_ws(char(0), r.id, r.kind, r.version, r.state, r.reason, r.authority, r.name, r.subject, r.places, r.decided_on,
       r.published_at, r.updated_at, r.public_until, r.regime, r.position, r.salt || r.digest), r.body
FROM change AS c JOIN record AS r ON r.number = c.number
WHERE c.position > ?1
ORDER BY c.position
LIMIT ?2
