-- The first schema: records, the change feed, the trail and the figures. The script runs once, in one transaction, as the
-- role that shall own the tables.
--
-- Throughout: instants are microseconds since 1970 in UTC; days are the integer yyyymmdd; text compares by bytes
-- (collation "C"). So the same store reads the same here and in SQLite, and a copy can be held against its source.
--
-- The tables declare no foreign keys: each would look the other row up, and lock it, once more for every row of an
-- import, and one method of one program writes them all, in one transaction. A column "number" is that of a record,
-- "position" that of a change, "source" that of a trail_source.
--
-- Every statement names the schema, so that no setting of a session decides what a name means.
CREATE SCHEMA IF NOT EXISTS mingshi;

-- Which migrations this database has seen, by number.
CREATE TABLE mingshi.migration (
    number     integer PRIMARY KEY,
    applied_at bigint NOT NULL
);

-- Numbers come about in the order of first publication; one that a failed transaction took is left out.
CREATE SEQUENCE mingshi.record_number AS bigint;

-- A record as it is now. What is gone keeps its row as a tombstone: body, salt and digest empty, name, subject, places
-- and regime '', decided_on and public_until 0.
CREATE TABLE mingshi.record (
    number       bigint PRIMARY KEY,
    version      bigint NOT NULL,
    published_at bigint NOT NULL,
    updated_at   bigint NOT NULL,
    -- The position of the last change.
    position     bigint NOT NULL,
    -- 0: none given.
    decided_on   integer NOT NULL,
    -- The last public day; 99999999 without end, 0 once gone. "public_until >= today" is the whole public filter.
    public_until integer NOT NULL,
    id           text COLLATE "C" NOT NULL UNIQUE,
    kind         text COLLATE "C" NOT NULL,
    state        text COLLATE "C" NOT NULL,
    -- The public reason of the last change.
    reason       text COLLATE "C" NOT NULL,
    authority    text COLLATE "C" NOT NULL,
    name         text COLLATE "C" NOT NULL,
    subject      text COLLATE "C" NOT NULL,
    regime       text COLLATE "C" NOT NULL,
    -- The permit and filing numbers, in their order. record_place finds by them.
    places       text[] COLLATE "C" NOT NULL,
    salt         bytea NOT NULL,
    digest       bytea NOT NULL,
    body         bytea NOT NULL
);

-- The old versions of changed and ended rows, which hold what is gone, are vacuumed as soon as the server gets to it and
-- not only when a fifth of the table has changed.
ALTER TABLE mingshi.record SET (
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 100, autovacuum_vacuum_cost_delay = 0,
    toast.autovacuum_vacuum_scale_factor = 0, toast.autovacuum_vacuum_threshold = 100
);

-- The lists: by decision in both directions, and by name.
CREATE INDEX record_by_decision ON mingshi.record (kind, decided_on, id) INCLUDE (public_until) WHERE public_until > 0;
CREATE INDEX record_by_name ON mingshi.record (kind, name, id) WHERE public_until > 0;

-- What is about one business.
CREATE INDEX record_by_subject ON mingshi.record (subject, kind) WHERE public_until > 0 AND subject <> '';

-- The public records that name a permit or filing number.
CREATE TABLE mingshi.record_place (
    place  text COLLATE "C" NOT NULL,
    kind   text COLLATE "C" NOT NULL,
    number bigint NOT NULL,
    PRIMARY KEY (place, kind, number)
);

-- HMACs of natural keys; they outlive the body.
CREATE TABLE mingshi.record_key (
    key    bytea PRIMARY KEY,
    number bigint NOT NULL
);

-- How many records are public until which day: totals and the last expiry without counting records.
CREATE TABLE mingshi.record_count (
    public_until integer NOT NULL,
    kind         text COLLATE "C" NOT NULL,
    count        bigint NOT NULL,
    PRIMARY KEY (public_until, kind)
);

-- How many records of a kind were ever published.
CREATE TABLE mingshi.record_ever (
    kind  text COLLATE "C" PRIMARY KEY,
    count bigint NOT NULL
);

-- The change feed. Positions are dense from 1, in the order of commits.
CREATE TABLE mingshi.change (
    position bigint PRIMARY KEY,
    at       bigint NOT NULL,
    number   bigint NOT NULL,
    version  bigint NOT NULL,
    -- The position of the record's change before this one, 0 for its first: a history is a walk along these.
    previous bigint NOT NULL,
    op       text COLLATE "C" NOT NULL,
    kind     text COLLATE "C" NOT NULL,
    reason   text COLLATE "C" NOT NULL,
    -- Empty for the change that ended the record.
    digest   bytea NOT NULL
);

CREATE INDEX change_by_kind ON mingshi.change (kind, position);

-- One row: the end of the feed. Whoever writes locks it, last of all locks, and holds it until the commit: so positions
-- are given in the order of commits, on any server that speaks PostgreSQL's protocol.
CREATE TABLE mingshi.feed_head (
    one      integer PRIMARY KEY CHECK (one = 1),
    feed_id  text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    at       bigint NOT NULL,
    -- Seals the cursors of lists.
    secret   bytea NOT NULL,
    -- The position through which the old versions of what was changed or ended are vacuumed.
    scrubbed bigint NOT NULL DEFAULT 0
);

-- The mark that each transaction of publication leaves, for a day: whoever lost the connection in the middle of a commit
-- finds out by it whether that took place.
CREATE TABLE mingshi.commit_mark (
    token    bytea PRIMARY KEY,
    at       bigint NOT NULL,
    first    bigint NOT NULL,
    last     bigint NOT NULL
);

CREATE INDEX commit_mark_by_age ON mingshi.commit_mark (at);

-- Who wrote, and out of which sheet: shared by the many rows of one import.
CREATE TABLE mingshi.trail_source (
    number     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    written_by text COLLATE "C" NOT NULL,
    batch      text COLLATE "C" NOT NULL,
    file       text COLLATE "C" NOT NULL,
    sha256     text COLLATE "C" NOT NULL,
    sheet      text COLLATE "C" NOT NULL,
    UNIQUE (batch, sha256, sheet, file, written_by)
);

-- The internal line of each change.
CREATE TABLE mingshi.trail (
    position bigint PRIMARY KEY,
    source   bigint NOT NULL,
    line     bigint NOT NULL,
    document text COLLATE "C" NOT NULL,
    note     text COLLATE "C" NOT NULL
);

-- Rows that were counted and never published, by the HMAC of their natural key.
CREATE TABLE mingshi.not_public (
    key        bytea PRIMARY KEY,
    rule       text COLLATE "C" NOT NULL,
    counted_at bigint NOT NULL
);

-- The statistics; they do not shrink as records end.
CREATE TABLE mingshi.figure (
    month         text COLLATE "C" NOT NULL,
    decided_month text COLLATE "C" NOT NULL,
    kind          text COLLATE "C" NOT NULL,
    unit          text COLLATE "C" NOT NULL,
    event         text COLLATE "C" NOT NULL,
    count         bigint NOT NULL,
    PRIMARY KEY (month, decided_month, kind, unit, event)
);

-- How far each import has come.
CREATE TABLE mingshi.journal (
    batch       text COLLATE "C" PRIMARY KEY,
    written_by  text COLLATE "C" NOT NULL,
    through_seq bigint NOT NULL,
    done        boolean NOT NULL,
    updated_at  bigint NOT NULL
);

-- The files of each import, in their order.
CREATE TABLE mingshi.journal_file (
    batch  text COLLATE "C" NOT NULL,
    number integer NOT NULL,
    file   text COLLATE "C" NOT NULL,
    sha256 text COLLATE "C" NOT NULL,
    sheet  text COLLATE "C" NOT NULL,
    line   bigint NOT NULL,
    PRIMARY KEY (batch, number)
);

-- Which keys the records were made with.
CREATE TABLE mingshi.key_fingerprint (
    name        text COLLATE "C" PRIMARY KEY,
    fingerprint text COLLATE "C" NOT NULL
);

-- The batches of imports under way. Each keeps its rows in an unlogged table of its own in mingshi_staging, which is
-- dropped with the batch: its bytes are given back to the system at once and never reach a log, a replica or a backup.
CREATE SCHEMA IF NOT EXISTS mingshi_staging;

CREATE TABLE mingshi_staging.batch (
    number   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- Told to operators only: two stores may stage under one name, each in a batch of its own.
    name     text COLLATE "C" NOT NULL,
    -- The store that stages in it, and when it last did: a batch whose owner has long been silent was left by a crash.
    owner    text COLLATE "C" NOT NULL,
    used_at  bigint NOT NULL
);
