-- Records in a public state whose last public day lies before today (?1). record_count tells whether there are any, so
-- the walk along the index is made only then.
SELECT concat_ws(char(0), r.id, r.kind, r.version, r.state, r.reason, r.authority, r.name, r.subject, r.places, r.decided_on,
       r.published_at, r.updated_at, r.public_until, r.regime, r.position, r.salt || r.digest), r.body
FROM record AS r
WHERE r.number IN (
    SELECT e.number
    FROM record AS e INDEXED BY record_by_decision
    WHERE e.kind IN (SELECT c.kind FROM record_count AS c WHERE c.public_until < ?1)
      AND e.public_until > 0 AND e.public_until < ?1
    LIMIT ?2
)
