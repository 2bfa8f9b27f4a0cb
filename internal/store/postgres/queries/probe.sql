-- Which process of the server serves this session, how the database writes texts, and which settings of a session the
-- administrator or the URL has given already.
SELECT pg_catalog.pg_backend_pid()::bigint, pg_catalog.current_setting('server_encoding'),
       ARRAY(SELECT name FROM pg_catalog.pg_settings WHERE source <> 'default')
