-- Rows to keep; one whose key stands in its file already is left out.
INSERT INTO staged (seq, file, line, key, content, payload) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (key, file) DO NOTHING
