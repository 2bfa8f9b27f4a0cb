-- A key stands once in a file; the index also tells whether a key stands in any.
CREATE UNIQUE INDEX rows_{number}_by_key ON mingshi_staging.rows_{number} (key, file)
