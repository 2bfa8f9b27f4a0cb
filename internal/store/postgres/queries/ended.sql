-- Up to $2 records in a public state whose last public day lies before today ($1). record_count tells whether there are
-- any, so the walk along the index, which holds all that it asks for, is made only then.
SELECT r.id, r.kind, r.version, r.state, r.reason, r.authority, r.name, r.subject, r.places, r.decided_on, r.published_at,
       r.updated_at, r.public_until, r.regime, r.salt, r.digest, r.position, r.body
FROM mingshi.record AS r
WHERE r.id IN (
    SELECT e.id
    FROM mingshi.record AS e
    WHERE e.kind = ANY (ARRAY(SELECT c.kind FROM mingshi.record_count AS c WHERE c.public_until < $1))
      AND e.public_until > 0 AND e.public_until < $1
    LIMIT $2
)
