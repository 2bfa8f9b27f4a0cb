-- The rows of one batch of an import, in the order of staging.
CREATE TABLE staged (
    seq     INTEGER PRIMARY KEY,
    file    INTEGER NOT NULL,
    line    INTEGER NOT NULL,
    key     BLOB NOT NULL,
    content BLOB NOT NULL,
    payload BLOB NOT NULL
) STRICT
