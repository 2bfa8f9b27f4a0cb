-- Changes of kind $3 behind position $1 with their records as they are now. Comparing both columns at once leaves only
-- the index by kind, also for a kind that is rare. OFFSET 0: as in changes.sql.
SELECT c.position, c.at, c.op, c.kind, c.version, c.reason, c.digest,
       r.id, r.kind, r.version, r.state, r.reason, r.authority, r.name, r.subject, r.places, r.decided_on, r.published_at,
       r.updated_at, r.public_until, r.regime, r.salt, r.digest, r.position, r.body
FROM (
    SELECT position, at, op, kind, version, reason, digest, number
    FROM mingshi.change
    WHERE kind = $3 AND (kind, position) > ($3, $1)
    ORDER BY kind, position
    LIMIT $2
) AS c
CROSS JOIN LATERAL (
    SELECT r.id, r.kind, r.version, r.state, r.reason, r.authority, r.name, r.subject, r.places, r.decided_on, r.published_at,
           r.updated_at, r.public_until, r.regime, r.salt, r.digest, r.position, r.body
    FROM mingshi.record AS r
    WHERE r.number = c.number
    OFFSET 0
) AS r
ORDER BY c.position
