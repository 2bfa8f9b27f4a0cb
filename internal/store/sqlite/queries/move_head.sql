-- The new end of the feed.
UPDATE feed_head SET position = ?1, at = ?2 WHERE one = 1
