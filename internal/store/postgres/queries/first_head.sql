-- The head of a new, empty feed.
INSERT INTO mingshi.feed_head (one, feed_id, position, at, secret) VALUES (1, $1, 0, $2, $3)
ON CONFLICT (one) DO NOTHING
