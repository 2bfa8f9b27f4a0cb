-- The head of the feed as the source has it. There are no old versions of anything.
UPDATE mingshi.feed_head SET feed_id = $1, position = $2, at = $3, secret = $4, scrubbed = $2 WHERE one = 1
