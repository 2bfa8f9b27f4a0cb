-- Rows that another store counted and never published.
INSERT OR FAIL INTO not_public (key, rule, counted_at) VALUES (?, ?, ?)
