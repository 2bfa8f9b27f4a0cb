-- Days without records are no expiry any more.
DELETE FROM record_count WHERE count = 0
