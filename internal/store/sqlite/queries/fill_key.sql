-- Natural keys of another store.
INSERT OR FAIL INTO record_key (key, number) VALUES (?, ?)
