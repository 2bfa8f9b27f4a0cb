-- Up to ?2 records behind the number ?1, gone ones included.
SELECT r.number, concat_ws(char(0), r.id, r.kind, r.version, r.state, r.reason, r.authority, r.name, r.subject, r.places, r.decided_on,
       r.published_at, r.updated_at, r.public_until, r.regime, r.position, r.salt || r.digest), r.body
FROM record AS r
WHERE r.number > ?1
ORDER BY r.number
LIMIT ?2
