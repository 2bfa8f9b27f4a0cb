-- Natural keys; a row counts as changed only if its key is new or leads to the same record already.
INSERT OR FAIL INTO record_key (key, number) VALUES (?, ?)
ON CONFLICT (key) DO UPDATE SET number = excluded.number WHERE number = excluded.number
