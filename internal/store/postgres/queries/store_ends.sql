-- What an open store must know: the feed, what cursors are sealed with, and whether the store is still being filled.
SELECT feed_id, position, secret, EXISTS (SELECT 1 FROM mingshi.filling) FROM mingshi.feed_head
