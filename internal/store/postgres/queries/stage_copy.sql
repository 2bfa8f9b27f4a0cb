-- Rows to keep.
COPY mingshi_staging.rows_{number} (seq, file, line, key, content, payload) FROM STDIN (FORMAT binary)
