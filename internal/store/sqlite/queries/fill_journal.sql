-- The progress of imports into another store.
INSERT OR FAIL INTO journal (batch, written_by, through_seq, done, updated_at) VALUES (?, ?, ?, ?, ?)
