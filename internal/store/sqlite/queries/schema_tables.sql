-- How many tables the file has, and whether one of them is ours.
SELECT COUNT(*), COALESCE(SUM(name = 'migration'), 0) FROM sqlite_schema WHERE type = 'table'
