-- Whether the database holds a store, whether this role may look at it, and whether it may make or change one.
SELECT pg_catalog.to_regclass('mingshi.migration') IS NOT NULL,
       pg_catalog.to_regclass('mingshi.migration') IS NULL
           OR pg_catalog.has_table_privilege('mingshi.migration', 'SELECT'),
       CASE WHEN pg_catalog.to_regclass('mingshi.migration') IS NULL
            THEN pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE')
            ELSE (SELECT pg_catalog.pg_has_role(relowner, 'USAGE') FROM pg_catalog.pg_class
                   WHERE oid = pg_catalog.to_regclass('mingshi.migration'))
       END AND NOT pg_catalog.pg_is_in_recovery()
