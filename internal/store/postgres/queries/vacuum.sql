-- Takes the old versions out of the tables that hold what is public of a record, and out of each of their indexes.
VACUUM (INDEX_CLEANUP ON, TRUNCATE OFF) mingshi.record, mingshi.record_place
