-- The present schema, written by `go test -run TestSchemaFile -update`; the migrations make it.

CREATE TABLE change (
    position INTEGER PRIMARY KEY,
    at       INTEGER NOT NULL,
    op       TEXT NOT NULL,
    kind     TEXT NOT NULL,
    number   INTEGER NOT NULL,
    version  INTEGER NOT NULL,
    reason   TEXT NOT NULL,
    -- Empty for the change that ended the record.
    digest   BLOB NOT NULL,
    -- The position of the record's change before this one, 0 for its first: a history is a walk along these.
    previous INTEGER NOT NULL
) STRICT;

CREATE INDEX change_by_kind ON change (kind, position);

CREATE TABLE feed_head (
    one      INTEGER PRIMARY KEY CHECK (one = 1),
    feed_id  TEXT NOT NULL,
    position INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    -- Seals the cursors of lists.
    secret   BLOB NOT NULL,
    -- The position through which no page holds bytes of what was changed or ended.
    scrubbed INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE figure (
    month         TEXT NOT NULL,
    decided_month TEXT NOT NULL,
    kind          TEXT NOT NULL,
    unit          TEXT NOT NULL,
    event         TEXT NOT NULL,
    count         INTEGER NOT NULL,
    PRIMARY KEY (month, decided_month, kind, unit, event)
) STRICT, WITHOUT ROWID;

CREATE TABLE filling (
    one      INTEGER PRIMARY KEY CHECK (one = 1),
    -- The source: its feed and position.
    feed_id  TEXT NOT NULL,
    position INTEGER NOT NULL,
    -- How far: within which part, behind what.
    part     TEXT NOT NULL,
    after    TEXT NOT NULL
) STRICT;

CREATE TABLE journal (
    batch       TEXT PRIMARY KEY,
    written_by  TEXT NOT NULL,
    through_seq INTEGER NOT NULL,
    done        INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE journal_file (
    batch  TEXT NOT NULL REFERENCES journal (batch),
    number INTEGER NOT NULL,
    file   TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    sheet  TEXT NOT NULL,
    line   INTEGER NOT NULL,
    PRIMARY KEY (batch, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE key_fingerprint (
    name        TEXT PRIMARY KEY,
    fingerprint TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE migration (
    number     INTEGER PRIMARY KEY,
    applied_at INTEGER NOT NULL
) STRICT;

CREATE TABLE not_public (
    key        BLOB PRIMARY KEY,
    rule       TEXT NOT NULL,
    counted_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE record (
    -- In the order of first publication; internal, so that new rows always join at the end of the file.
    number       INTEGER PRIMARY KEY,
    id           TEXT NOT NULL UNIQUE,
    kind         TEXT NOT NULL,
    version      INTEGER NOT NULL,
    state        TEXT NOT NULL,
    -- The public reason of the last change.
    reason       TEXT NOT NULL,
    authority    TEXT NOT NULL,
    name         TEXT NOT NULL,
    subject      TEXT NOT NULL,
    -- The permit and filing numbers as a JSON array, in their order; '' for none. record_place finds by them.
    places       TEXT NOT NULL,
    -- 0: none given.
    decided_on   INTEGER NOT NULL,
    published_at INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL,
    -- The last public day; 99999999 without end, 0 once gone. "public_until >= today" is the whole public filter.
    public_until INTEGER NOT NULL,
    regime       TEXT NOT NULL,
    salt         BLOB NOT NULL,
    digest       BLOB NOT NULL,
    -- That of the last change.
    position     INTEGER NOT NULL,
    -- Last, so that the other columns are read without its pages.
    body         BLOB NOT NULL
) STRICT;

CREATE INDEX record_by_decision ON record (kind, decided_on, id, public_until) WHERE public_until > 0;

CREATE INDEX record_by_kind ON record (kind) WHERE public_until > 0;

CREATE INDEX record_by_name ON record (kind, name, id) WHERE public_until > 0;

CREATE INDEX record_by_subject ON record (kind, subject, public_until) WHERE public_until > 0 AND subject <> '';

CREATE TABLE record_count (
    public_until INTEGER NOT NULL,
    kind         TEXT NOT NULL,
    count        INTEGER NOT NULL,
    PRIMARY KEY (public_until, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE record_ever (
    kind  TEXT PRIMARY KEY,
    count INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE record_key (
    key    BLOB PRIMARY KEY,
    number INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE record_place (
    place  TEXT NOT NULL,
    kind   TEXT NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (place, kind, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE trail (
    position INTEGER PRIMARY KEY,
    source   INTEGER NOT NULL,
    line     INTEGER NOT NULL,
    document TEXT NOT NULL,
    note     TEXT NOT NULL
) STRICT;

CREATE TABLE trail_source (
    number     INTEGER PRIMARY KEY,
    written_by TEXT NOT NULL,
    batch      TEXT NOT NULL,
    file       TEXT NOT NULL,
    sha256     TEXT NOT NULL,
    sheet      TEXT NOT NULL,
    UNIQUE (batch, sha256, sheet, file, written_by)
) STRICT;
