-- The cells of the statistics from month ?1 to ?2 and month of decision ?3 to ?4, of the kinds in the JSON array ?5 or (?6) of
-- all, of the unit ?7 or (empty) of all.
SELECT month, decided_month, kind, unit, event, count
FROM figure
WHERE month BETWEEN ?1 AND ?2 AND decided_month BETWEEN ?3 AND ?4
  AND (?6 OR kind IN (SELECT value FROM json_each(?5))) AND (?7 = '' OR unit = ?7)
ORDER BY month, decided_month, kind, unit, event
