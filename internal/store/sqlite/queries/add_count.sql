-- Adds to the number of records that are public until a day.
INSERT INTO record_count (public_until, kind, count) VALUES (?1, ?2, ?3)
ON CONFLICT (public_until, kind) DO UPDATE SET count = count + excluded.count
