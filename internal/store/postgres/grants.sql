-- What the roles may do with the tables that there are. The roles script and every `mingshi migrate` run this; without
-- the roles, or without the tables, it does nothing.
DO $grants$
BEGIN
    IF (SELECT pg_catalog.count(*) FROM pg_catalog.pg_roles
         WHERE rolname IN ('mingshi_owner', 'mingshi_writer', 'mingshi_worker', 'mingshi_public')) < 4
       OR pg_catalog.to_regclass('mingshi.filling') IS NULL THEN
        RETURN;
    END IF;

    REVOKE ALL ON SCHEMA mingshi, mingshi_staging FROM PUBLIC, mingshi_public, mingshi_worker, mingshi_writer;
    REVOKE ALL ON ALL TABLES IN SCHEMA mingshi FROM PUBLIC, mingshi_public, mingshi_worker, mingshi_writer;
    REVOKE ALL ON ALL SEQUENCES IN SCHEMA mingshi FROM PUBLIC, mingshi_public, mingshi_worker, mingshi_writer;
    REVOKE ALL ON mingshi_staging.batch FROM PUBLIC, mingshi_public, mingshi_worker, mingshi_writer;

    GRANT USAGE ON SCHEMA mingshi TO mingshi_writer, mingshi_worker, mingshi_public;
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA mingshi TO mingshi_writer, mingshi_worker;
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA mingshi TO mingshi_writer, mingshi_worker;
    -- What was said stays said: the feed and its trail only grow, and records and keys are never deleted.
    REVOKE UPDATE, DELETE ON mingshi.change, mingshi.trail FROM mingshi_writer, mingshi_worker;
    REVOKE DELETE ON mingshi.record, mingshi.record_key, mingshi.trail_source, mingshi.feed_head
        FROM mingshi_writer, mingshi_worker;
    -- Figures survive, what was counted stays counted, and the proof of the keys is not taken away.
    REVOKE DELETE ON mingshi.figure, mingshi.not_public, mingshi.journal, mingshi.journal_file, mingshi.record_ever,
        mingshi.key_fingerprint FROM mingshi_writer, mingshi_worker;
    REVOKE INSERT, UPDATE ON mingshi.journal, mingshi.journal_file, mingshi.key_fingerprint FROM mingshi_worker;
    -- The schema, and a store that is being filled, are the owner's.
    REVOKE INSERT, UPDATE, DELETE ON mingshi.migration, mingshi.filling FROM mingshi_writer, mingshi_worker;

    GRANT USAGE, CREATE ON SCHEMA mingshi_staging TO mingshi_writer;
    GRANT SELECT, INSERT, UPDATE, DELETE ON mingshi_staging.batch TO mingshi_writer;

    GRANT SELECT ON mingshi.record, mingshi.record_place, mingshi.record_count, mingshi.change, mingshi.feed_head,
        mingshi.figure, mingshi.key_fingerprint, mingshi.migration, mingshi.filling TO mingshi_public;
END
$grants$;
