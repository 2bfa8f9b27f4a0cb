-- Up to ?7 cells of the statistics from the cell ?1 to ?5 on, without that one itself if ?6.
SELECT month, decided_month, kind, unit, event, count
FROM figure
WHERE (month, decided_month, kind, unit, event) >= (?1, ?2, ?3, ?4, ?5)
  AND NOT (?6 AND month = ?1 AND decided_month = ?2 AND kind = ?3 AND unit = ?4 AND event = ?5)
ORDER BY month, decided_month, kind, unit, event
LIMIT ?7
