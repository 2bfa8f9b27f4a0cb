-- All pages of the database.
SELECT pgno, data FROM sqlite_dbpage
