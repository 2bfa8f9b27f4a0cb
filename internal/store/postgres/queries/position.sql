-- Where the feed ends; a store that is being filled answers nobody.
SELECT position FROM mingshi.feed_head WHERE NOT EXISTS (SELECT 1 FROM mingshi.filling)
