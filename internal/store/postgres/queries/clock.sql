-- The server's time, at this moment and not at the start of a transaction.
SELECT pg_catalog.clock_timestamp()
