-- One record, gone or not.
SELECT r.id, r.kind, r.version, r.state, r.reason, r.authority, r.name, r.subject, r.places, r.decided_on, r.published_at,
       r.updated_at, r.public_until, r.regime, r.salt, r.digest, r.position, r.body
FROM mingshi.record AS r
WHERE r.id = $1
