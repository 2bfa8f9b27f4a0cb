-- Adds to the number of records ever published.
INSERT INTO record_ever (kind, count) VALUES (?1, ?2)
ON CONFLICT (kind) DO UPDATE SET count = count + excluded.count
