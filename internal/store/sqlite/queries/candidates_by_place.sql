-- What a list sorts by, of the public records at any of the places in the JSON array ?3; ?2 is today.
SELECT r.number, r.id, r.decided_on, r.name
FROM record AS r
WHERE r.public_until >= ?2
  AND r.number IN (
      SELECT p.number FROM record_place AS p WHERE p.place IN (SELECT value FROM json_each(?3)) AND p.kind = ?1)
