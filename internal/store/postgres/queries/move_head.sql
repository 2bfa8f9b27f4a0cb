-- Locks the end of the feed and moves it on by $1 changes at the instant $2. With none it stays, and is locked all the same.
UPDATE mingshi.feed_head
SET position = position + $1::bigint, at = CASE WHEN $1::bigint > 0 THEN $2::bigint ELSE at END
WHERE one = 1
RETURNING position
