-- Adds to a cell of the statistics.
INSERT INTO figure (month, decided_month, kind, unit, event, count) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (month, decided_month, kind, unit, event) DO UPDATE SET count = count + excluded.count
