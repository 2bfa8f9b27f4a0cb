-- Days without records are no expiry any more.
DELETE FROM mingshi.record_count WHERE count = 0
