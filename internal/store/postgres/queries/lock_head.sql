-- Waits until no other transaction writes.
SELECT position FROM mingshi.feed_head WHERE one = 1 FOR UPDATE
