-- How many public penalties each business has; ?1 is today.
SELECT r.subject, COUNT(*)
FROM record AS r
WHERE r.kind = 'penalty' AND r.public_until >= ?1 AND r.public_until > 0 AND r.subject <> ''
GROUP BY r.subject
