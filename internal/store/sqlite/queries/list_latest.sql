-- Latest decision first, from behind (decided_on ?3, id ?4); ?2 is today.
SELECT concat_ws(char(0), r.id, r.kind, r.version, r.state, r.reason, r.authority, r.name, r.subject, r.places, r.decided_on,
       r.published_at, r.updated_at, r.public_until, r.regime, r.position, r.salt || r.digest), r.body
FROM record AS r
WHERE r.kind = ?1 AND r.public_until >= ?2 AND r.public_until > 0 AND (r.decided_on, r.id) < (?3, ?4)
ORDER BY r.decided_on DESC, r.id DESC
LIMIT ?5
