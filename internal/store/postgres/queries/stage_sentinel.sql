-- The first row of a batch. While it is there the table has not been emptied by the recovery from a crash; its line is the
-- last seq given.
INSERT INTO mingshi_staging.rows_{number} (seq, file, line, key, content, payload) VALUES (0, 0, 0, '', '', '')
