-- A key stands once in a file; the index also tells whether a key stands in any.
CREATE UNIQUE INDEX staged_by_key ON staged (key, file)
