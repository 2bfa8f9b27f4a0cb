-- The internal lines of changes.
INSERT OR FAIL INTO trail (position, source, line, document, note) VALUES (?, ?, ?, ?, ?)
