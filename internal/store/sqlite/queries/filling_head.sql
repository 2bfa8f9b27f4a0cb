-- The head of the feed as the source has it; nothing is scrubbed yet.
UPDATE feed_head SET feed_id = ?1, position = ?2, at = ?3, secret = ?4, scrubbed = 0 WHERE one = 1
