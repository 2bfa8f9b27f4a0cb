-- The roles of a Mingshi database. A superuser runs this in the database, before or after the first `mingshi migrate`, and
-- again whenever a program or its schema is renewed; running it twice changes nothing.
--
--   mingshi_owner   owns the schemas: mingshi migrate, copy --to, restore.
--   mingshi_writer  import, boards, operations: reads and writes, and stages imports.
--   mingshi_worker  work: expiry and cleaning. Reads and writes, and stages nothing.
--   mingshi_public  serve: reads what is public, and nothing else.
--
-- They may log in and have no password: set one (\password mingshi_public), or let pg_hba.conf know them by peer,
-- certificate or ident.

DO $roles$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['mingshi_owner', 'mingshi_writer', 'mingshi_worker', 'mingshi_public'] LOOP
        IF NOT EXISTS (SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = wanted) THEN
            BEGIN
                EXECUTE pg_catalog.format('CREATE ROLE %I LOGIN', wanted);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL; -- the same script ran in another database just now; roles belong to the whole server
            END;
        END IF;
        -- Sessions that a pooler shares out cannot bring these themselves.
        EXECUTE pg_catalog.format('ALTER ROLE %I SET jit = off', wanted);
        EXECUTE pg_catalog.format('ALTER ROLE %I SET lock_timeout = %L', wanted, '20s');
        EXECUTE pg_catalog.format('ALTER ROLE %I SET idle_in_transaction_session_timeout = %L', wanted, '20s');
    END LOOP;
    EXECUTE pg_catalog.format('GRANT CREATE ON DATABASE %I TO mingshi_owner', pg_catalog.current_database());
END
$roles$;

-- The public role cannot write, whatever it were granted by mistake, and cannot keep the server busy for long.
ALTER ROLE mingshi_public SET default_transaction_read_only = on;
ALTER ROLE mingshi_public SET statement_timeout = '10s';
ALTER ROLE mingshi_writer SET statement_timeout = '60s';
ALTER ROLE mingshi_worker SET statement_timeout = '60s';

-- Nobody needs what PostgreSQL lets everybody do in a database: temporary tables, and large objects, which would stay.
DO $others$
DECLARE
    item text;
BEGIN
    EXECUTE pg_catalog.format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', pg_catalog.current_database());
    FOR item IN
        SELECT p.oid::pg_catalog.regprocedure FROM pg_catalog.pg_proc AS p
         WHERE p.pronamespace = 'pg_catalog'::pg_catalog.regnamespace
           AND p.proname IN ('lo_create', 'lo_creat', 'lo_from_bytea', 'lo_import')
    LOOP
        EXECUTE pg_catalog.format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', item);
    END LOOP;
EXCEPTION WHEN insufficient_privilege THEN
    RAISE NOTICE 'only a superuser can take large objects from everybody; run this as one if you can';
END
$others$;

CREATE SCHEMA IF NOT EXISTS mingshi AUTHORIZATION mingshi_owner;
CREATE SCHEMA IF NOT EXISTS mingshi_staging AUTHORIZATION mingshi_owner;

-- Before the first migration the others see that there is nothing yet, instead of being refused.
GRANT USAGE ON SCHEMA mingshi TO mingshi_writer, mingshi_worker, mingshi_public;

-- What another role has made before is the owner's from now on, less the tables of imports under way.
DO $owner$
DECLARE
    item record;
BEGIN
    ALTER SCHEMA mingshi OWNER TO mingshi_owner;
    ALTER SCHEMA mingshi_staging OWNER TO mingshi_owner;
    FOR item IN
        SELECT c.oid::pg_catalog.regclass AS name, c.relkind = 'S' AS is_sequence
          FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
         WHERE (n.nspname = 'mingshi' OR n.nspname = 'mingshi_staging' AND c.relname = 'batch')
           AND c.relkind IN ('r', 'S') AND c.relowner <> 'mingshi_owner'::pg_catalog.regrole
           -- The sequence of an identity column follows its table.
           AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend AS d WHERE d.objid = c.oid AND d.deptype = 'i'
                              AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass)
    LOOP
        IF item.is_sequence THEN
            EXECUTE pg_catalog.format('ALTER SEQUENCE %s OWNER TO mingshi_owner', item.name);
        ELSE
            EXECUTE pg_catalog.format('ALTER TABLE %s OWNER TO mingshi_owner', item.name);
        END IF;
    END LOOP;
END
$owner$;

-- A table that comes later is the writer's and the worker's to read and write, and not the public role's to see.
ALTER DEFAULT PRIVILEGES FOR ROLE mingshi_owner IN SCHEMA mingshi
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO mingshi_writer, mingshi_worker;
ALTER DEFAULT PRIVILEGES FOR ROLE mingshi_owner IN SCHEMA mingshi
    GRANT USAGE, SELECT ON SEQUENCES TO mingshi_writer, mingshi_worker;

