-- One page of the database.
SELECT data FROM sqlite_dbpage WHERE pgno = ?1
