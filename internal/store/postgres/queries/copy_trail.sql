-- The internal lines of changes.
COPY mingshi.trail (position, source, line, document, note) FROM STDIN (FORMAT binary)
