-- The next new record comes behind the last one that was filled in.
SELECT pg_catalog.setval('mingshi.record_number', GREATEST(MAX(number), 1), COUNT(number) > 0) FROM mingshi.record
