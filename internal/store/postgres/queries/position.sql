-- Where the feed ends.
SELECT position FROM mingshi.feed_head
