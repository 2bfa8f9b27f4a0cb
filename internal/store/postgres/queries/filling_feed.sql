-- The feed id under which the store is open.
UPDATE mingshi.feed_head SET feed_id = $1 WHERE one = 1
