-- The old versions of all that came up to the position $1 are vacuumed.
UPDATE mingshi.feed_head SET scrubbed = $1 WHERE one = 1 AND scrubbed < $1
