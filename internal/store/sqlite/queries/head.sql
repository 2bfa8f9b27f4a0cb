-- The end of the feed, and the latest last public day before today of a record that is not swept yet (0: none). A store
-- that is being filled has none: it answers nobody.
SELECT feed_id, position, at,
       (SELECT COALESCE(MAX(public_until), 0) FROM record_count WHERE public_until < ?1)
FROM feed_head
WHERE NOT EXISTS (SELECT 1 FROM filling)
