-- The head's position, whether a record was changed or ended since the old versions were last vacuumed, whether anything
-- happened since, and whether this role may vacuum: one that may not need not know what there is to vacuum.
SELECT h.position,
       CASE WHEN r.may
            THEN EXISTS (SELECT 1 FROM mingshi.change AS c WHERE c.position > h.scrubbed AND c.previous > 0)
            ELSE false
       END,
       h.position > h.scrubbed,
       r.may
FROM mingshi.feed_head AS h
CROSS JOIN (
    SELECT pg_catalog.pg_has_role(t.relowner, 'USAGE') OR pg_catalog.pg_has_role(d.datdba, 'USAGE') AS may
    FROM pg_catalog.pg_class AS t CROSS JOIN pg_catalog.pg_database AS d
    WHERE t.oid = 'mingshi.record'::pg_catalog.regclass AND d.datname = pg_catalog.current_database()
) AS r
