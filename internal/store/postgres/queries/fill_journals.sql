-- The progress of imports of a store that is being filled.
COPY mingshi.journal (batch, written_by, through_seq, done, updated_at) FROM STDIN (FORMAT binary)
