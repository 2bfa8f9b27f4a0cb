-- Cells of the statistics of a store that is being filled.
COPY mingshi.figure (month, decided_month, kind, unit, event, count) FROM STDIN (FORMAT binary)
