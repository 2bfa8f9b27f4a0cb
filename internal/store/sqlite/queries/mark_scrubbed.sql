-- Pages and log are clean of all that came up to this position.
UPDATE feed_head SET scrubbed = ?1 WHERE one = 1
