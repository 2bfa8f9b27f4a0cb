-- Rows that were counted and never published, of a store that is being filled.
COPY mingshi.not_public (key, rule, counted_at) FROM STDIN (FORMAT binary)
