-- A store that is being filled with a whole other one (a copy, a restore) answers nobody until it is done: this row is
-- what it is being filled from and how far that has come. No row: the store is open.
CREATE TABLE filling (
    one      INTEGER PRIMARY KEY CHECK (one = 1),
    -- The source: its feed and position.
    feed_id  TEXT NOT NULL,
    position INTEGER NOT NULL,
    -- How far: within which part, behind what.
    part     TEXT NOT NULL,
    after    TEXT NOT NULL
) STRICT;
