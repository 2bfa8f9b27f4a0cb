-- Places under which records are found.
INSERT OR FAIL INTO record_place (place, kind, number) VALUES (?, ?, ?)
ON CONFLICT (place, kind, number) DO NOTHING
