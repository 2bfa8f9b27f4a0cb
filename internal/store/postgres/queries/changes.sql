-- Changes behind position $1 with their records as they are now. OFFSET 0 keeps the look-up of a record where it stands:
-- without knowing the limit a plan for all limits would rather read the whole table.
SELECT c.position, c.at, c.op, c.kind, c.version, c.reason, c.digest,
       r.id, r.kind, r.version, r.state, r.reason, r.authority, r.name, r.subject, r.places, r.decided_on, r.published_at,
       r.updated_at, r.public_until, r.regime, r.salt, r.digest, r.position, r.body
FROM (
    SELECT position, at, op, kind, version, reason, digest, number
    FROM mingshi.change
    WHERE position > $1
    ORDER BY position
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
