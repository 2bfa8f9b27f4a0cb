-- Lets one program migrate this database at a time; the transaction's end unlocks. The number is that of this purpose.
SELECT pg_catalog.pg_advisory_xact_lock(7764610001)
