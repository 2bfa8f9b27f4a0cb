-- What tells the latest public penalty of each of the businesses in the JSON array ?2; ?1 is today.
SELECT r.subject, r.id, r.decided_on, r.name
FROM record AS r
WHERE r.subject IN (SELECT value FROM json_each(?2)) AND r.subject <> ''
  AND r.kind = 'penalty' AND r.public_until >= ?1 AND r.public_until > 0
