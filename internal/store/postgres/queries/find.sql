-- The records that the keys $1 lead to.
SELECT k.key,
       r.id, r.kind, r.version, r.state, r.reason, r.authority, r.name, r.subject, r.places, r.decided_on, r.published_at,
       r.updated_at, r.public_until, r.regime, r.salt, r.digest, r.position, r.body
FROM mingshi.record_key AS k JOIN mingshi.record AS r ON r.number = k.number
WHERE k.key = ANY ($1)
