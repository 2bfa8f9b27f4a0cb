-- The store is being filled from the feed ?1 at the position ?2, from the beginning.
INSERT INTO filling (one, feed_id, position, part, after) VALUES (1, ?1, ?2, '', '')
ON CONFLICT (one) DO UPDATE
SET feed_id = excluded.feed_id, position = excluded.position, part = excluded.part, after = excluded.after
