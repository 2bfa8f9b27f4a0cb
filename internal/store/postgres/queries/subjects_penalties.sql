-- What tells the latest public penalty of each of the businesses $2; $1 is today.
SELECT r.subject, r.id, r.decided_on, r.name
FROM mingshi.record AS r
WHERE r.subject = ANY ($2) AND r.subject <> '' AND r.kind = 'penalty' AND r.public_until >= $1 AND r.public_until > 0
