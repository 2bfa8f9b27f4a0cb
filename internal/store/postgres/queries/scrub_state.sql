-- The head's position, whether a record was changed or ended since the old versions were last vacuumed, whether anything
-- happened since, and whether this role may vacuum.
SELECT h.position,
       EXISTS (SELECT 1 FROM mingshi.change AS c WHERE c.position > h.scrubbed AND c.previous > 0),
       h.position > h.scrubbed,
       pg_catalog.pg_has_role(t.relowner, 'USAGE') OR pg_catalog.pg_has_role(d.datdba, 'USAGE')
FROM mingshi.feed_head AS h
CROSS JOIN pg_catalog.pg_class AS t
CROSS JOIN pg_catalog.pg_database AS d
WHERE t.oid = 'mingshi.record'::pg_catalog.regclass AND d.datname = pg_catalog.current_database()
