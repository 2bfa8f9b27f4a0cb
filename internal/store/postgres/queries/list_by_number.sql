-- By number, from behind the number $3; $2 is today.
SELECT r.id, r.kind, r.version, r.state, r.reason, r.authority, r.name, r.subject, r.places, r.decided_on, r.published_at,
       r.updated_at, r.public_until, r.regime, r.salt, r.digest, r.position, r.body
FROM mingshi.record AS r
WHERE r.kind = $1 AND r.public_until >= $2 AND r.public_until > 0 AND r.number > $3
ORDER BY r.number
LIMIT $4
