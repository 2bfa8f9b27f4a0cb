-- What a list sorts by, of the public records of any of the subjects $3; $2 is today.
SELECT r.number, r.id, r.decided_on, r.name
FROM mingshi.record AS r
WHERE r.subject = ANY ($3) AND r.subject <> '' AND r.kind = $1 AND r.public_until >= $2 AND r.public_until > 0
