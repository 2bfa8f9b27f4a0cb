-- What a list sorts by, of the public records at any of the places $3; $2 is today.
SELECT r.number, r.id, r.decided_on, r.name
FROM mingshi.record AS r
WHERE r.public_until >= $2
  AND r.number IN (SELECT p.number FROM mingshi.record_place AS p WHERE p.place = ANY ($3) AND p.kind = $1)
