-- The present schema, written by `go test -run TestSchemaFile -update`; the migrations make it.

CREATE SCHEMA mingshi;

CREATE SCHEMA mingshi_staging;

CREATE TABLE mingshi.change (
    "position" bigint NOT NULL,
    at bigint NOT NULL,
    number bigint NOT NULL,
    version bigint NOT NULL,
    previous bigint NOT NULL,
    op text NOT NULL COLLATE pg_catalog."C",
    kind text NOT NULL COLLATE pg_catalog."C",
    reason text NOT NULL COLLATE pg_catalog."C",
    digest bytea NOT NULL
);

CREATE TABLE mingshi.commit_mark (
    token bytea NOT NULL,
    at bigint NOT NULL,
    first bigint NOT NULL,
    last bigint NOT NULL
);

CREATE TABLE mingshi.feed_head (
    one integer NOT NULL,
    feed_id text NOT NULL COLLATE pg_catalog."C",
    "position" bigint NOT NULL,
    at bigint NOT NULL,
    secret bytea NOT NULL,
    scrubbed bigint DEFAULT 0 NOT NULL,
    CONSTRAINT feed_head_one_check CHECK ((one = 1))
);

CREATE TABLE mingshi.figure (
    month text NOT NULL COLLATE pg_catalog."C",
    decided_month text NOT NULL COLLATE pg_catalog."C",
    kind text NOT NULL COLLATE pg_catalog."C",
    unit text NOT NULL COLLATE pg_catalog."C",
    event text NOT NULL COLLATE pg_catalog."C",
    count bigint NOT NULL
);

CREATE TABLE mingshi.filling (
    one integer NOT NULL,
    feed_id text NOT NULL COLLATE pg_catalog."C",
    "position" bigint NOT NULL,
    part text NOT NULL COLLATE pg_catalog."C",
    after text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT filling_one_check CHECK ((one = 1))
);

CREATE TABLE mingshi.journal (
    batch text NOT NULL COLLATE pg_catalog."C",
    written_by text NOT NULL COLLATE pg_catalog."C",
    through_seq bigint NOT NULL,
    done boolean NOT NULL,
    updated_at bigint NOT NULL
);

CREATE TABLE mingshi.journal_file (
    batch text NOT NULL COLLATE pg_catalog."C",
    number integer NOT NULL,
    file text NOT NULL COLLATE pg_catalog."C",
    sha256 text NOT NULL COLLATE pg_catalog."C",
    sheet text NOT NULL COLLATE pg_catalog."C",
    line bigint NOT NULL
);

CREATE TABLE mingshi.key_fingerprint (
    name text NOT NULL COLLATE pg_catalog."C",
    fingerprint text NOT NULL COLLATE pg_catalog."C"
);

CREATE TABLE mingshi.migration (
    number integer NOT NULL,
    applied_at bigint NOT NULL
);

CREATE TABLE mingshi.not_public (
    key bytea NOT NULL,
    rule text NOT NULL COLLATE pg_catalog."C",
    counted_at bigint NOT NULL
);

CREATE TABLE mingshi.record (
    number bigint NOT NULL,
    version bigint NOT NULL,
    published_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    "position" bigint NOT NULL,
    decided_on integer NOT NULL,
    public_until integer NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    kind text NOT NULL COLLATE pg_catalog."C",
    state text NOT NULL COLLATE pg_catalog."C",
    reason text NOT NULL COLLATE pg_catalog."C",
    authority text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    subject text NOT NULL COLLATE pg_catalog."C",
    regime text NOT NULL COLLATE pg_catalog."C",
    places text[] NOT NULL COLLATE pg_catalog."C",
    salt bytea NOT NULL,
    digest bytea NOT NULL,
    body bytea NOT NULL
)
WITH (autovacuum_vacuum_scale_factor='0', autovacuum_vacuum_threshold='100', autovacuum_vacuum_cost_delay='0', toast.autovacuum_vacuum_scale_factor='0', toast.autovacuum_vacuum_threshold='100');

CREATE TABLE mingshi.record_count (
    public_until integer NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    count bigint NOT NULL
);

CREATE TABLE mingshi.record_ever (
    kind text NOT NULL COLLATE pg_catalog."C",
    count bigint NOT NULL
);

CREATE TABLE mingshi.record_key (
    key bytea NOT NULL,
    number bigint NOT NULL
);

CREATE SEQUENCE mingshi.record_number
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE TABLE mingshi.record_place (
    place text NOT NULL COLLATE pg_catalog."C",
    kind text NOT NULL COLLATE pg_catalog."C",
    number bigint NOT NULL
);

CREATE TABLE mingshi.trail (
    "position" bigint NOT NULL,
    source bigint NOT NULL,
    line bigint NOT NULL,
    document text NOT NULL COLLATE pg_catalog."C",
    note text NOT NULL COLLATE pg_catalog."C"
);

CREATE TABLE mingshi.trail_source (
    number bigint NOT NULL,
    written_by text NOT NULL COLLATE pg_catalog."C",
    batch text NOT NULL COLLATE pg_catalog."C",
    file text NOT NULL COLLATE pg_catalog."C",
    sha256 text NOT NULL COLLATE pg_catalog."C",
    sheet text NOT NULL COLLATE pg_catalog."C"
);

ALTER TABLE mingshi.trail_source ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME mingshi.trail_source_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE mingshi_staging.batch (
    number bigint NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    owner text NOT NULL COLLATE pg_catalog."C",
    used_at bigint NOT NULL
);

ALTER TABLE mingshi_staging.batch ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME mingshi_staging.batch_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE ONLY mingshi.change
    ADD CONSTRAINT change_pkey PRIMARY KEY ("position");

ALTER TABLE ONLY mingshi.commit_mark
    ADD CONSTRAINT commit_mark_pkey PRIMARY KEY (token);

ALTER TABLE ONLY mingshi.feed_head
    ADD CONSTRAINT feed_head_pkey PRIMARY KEY (one);

ALTER TABLE ONLY mingshi.figure
    ADD CONSTRAINT figure_pkey PRIMARY KEY (month, decided_month, kind, unit, event);

ALTER TABLE ONLY mingshi.filling
    ADD CONSTRAINT filling_pkey PRIMARY KEY (one);

ALTER TABLE ONLY mingshi.journal_file
    ADD CONSTRAINT journal_file_pkey PRIMARY KEY (batch, number);

ALTER TABLE ONLY mingshi.journal
    ADD CONSTRAINT journal_pkey PRIMARY KEY (batch);

ALTER TABLE ONLY mingshi.key_fingerprint
    ADD CONSTRAINT key_fingerprint_pkey PRIMARY KEY (name);

ALTER TABLE ONLY mingshi.migration
    ADD CONSTRAINT migration_pkey PRIMARY KEY (number);

ALTER TABLE ONLY mingshi.not_public
    ADD CONSTRAINT not_public_pkey PRIMARY KEY (key);

ALTER TABLE ONLY mingshi.record_count
    ADD CONSTRAINT record_count_pkey PRIMARY KEY (public_until, kind);

ALTER TABLE ONLY mingshi.record_ever
    ADD CONSTRAINT record_ever_pkey PRIMARY KEY (kind);

ALTER TABLE ONLY mingshi.record
    ADD CONSTRAINT record_id_key UNIQUE (id);

ALTER TABLE ONLY mingshi.record_key
    ADD CONSTRAINT record_key_pkey PRIMARY KEY (key);

ALTER TABLE ONLY mingshi.record
    ADD CONSTRAINT record_pkey PRIMARY KEY (number);

ALTER TABLE ONLY mingshi.record_place
    ADD CONSTRAINT record_place_pkey PRIMARY KEY (place, kind, number);

ALTER TABLE ONLY mingshi.trail
    ADD CONSTRAINT trail_pkey PRIMARY KEY ("position");

ALTER TABLE ONLY mingshi.trail_source
    ADD CONSTRAINT trail_source_batch_sha256_sheet_file_written_by_key UNIQUE (batch, sha256, sheet, file, written_by);

ALTER TABLE ONLY mingshi.trail_source
    ADD CONSTRAINT trail_source_pkey PRIMARY KEY (number);

ALTER TABLE ONLY mingshi_staging.batch
    ADD CONSTRAINT batch_pkey PRIMARY KEY (number);

CREATE INDEX change_by_kind ON mingshi.change USING btree (kind, "position");

CREATE INDEX commit_mark_by_age ON mingshi.commit_mark USING btree (at);

CREATE INDEX record_by_decision ON mingshi.record USING btree (kind, decided_on, id) INCLUDE (public_until) WHERE (public_until > 0);

CREATE INDEX record_by_kind ON mingshi.record USING btree (kind, number) WHERE (public_until > 0);

CREATE INDEX record_by_name ON mingshi.record USING btree (kind, name, id) WHERE (public_until > 0);

CREATE INDEX record_by_subject ON mingshi.record USING btree (kind, subject, public_until) WHERE ((public_until > 0) AND (subject <> ''::text));
