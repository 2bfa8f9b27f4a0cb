-- Cells of the statistics of another store.
INSERT OR FAIL INTO figure (month, decided_month, kind, unit, event, count) VALUES (?, ?, ?, ?, ?, ?)
