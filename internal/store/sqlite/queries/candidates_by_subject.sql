-- What a list sorts by, of the public records of any of the subjects in the JSON array ?3; ?2 is today.
SELECT r.number, r.id, r.decided_on, r.name
FROM record AS r
WHERE r.subject IN (SELECT value FROM json_each(?3)) AND r.subject <> ''
  AND r.kind = ?1 AND r.public_until >= ?2 AND r.public_until > 0
