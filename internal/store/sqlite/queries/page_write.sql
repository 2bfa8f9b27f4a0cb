-- One page of the database, with its unused bytes zeroed.
UPDATE sqlite_dbpage SET data = ?2 WHERE pgno = ?1
