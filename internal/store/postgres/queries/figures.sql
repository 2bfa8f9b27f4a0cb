-- The cells of the statistics from month $1 to $2 and month of decision $3 to $4, of the kinds $5 or ($6) of all, of the unit
-- $7 or (empty) of all.
SELECT month, decided_month, kind, unit, event, count
FROM mingshi.figure
WHERE month BETWEEN $1 AND $2 AND decided_month BETWEEN $3 AND $4
  AND ($6 OR kind = ANY ($5::text[])) AND ($7 = '' OR unit = $7)
ORDER BY month, decided_month, kind, unit, event
