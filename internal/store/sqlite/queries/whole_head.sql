-- The end of the feed with what is kept of it inside.
SELECT feed_id, position, at, secret FROM feed_head
