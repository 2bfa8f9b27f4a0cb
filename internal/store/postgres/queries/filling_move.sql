-- How far the filling has come now, if it stood where the caller left it: $1 and $2 the feed and position of the source, $3
-- and $4 the part and place before, $5 and $6 after.
UPDATE mingshi.filling SET part = $5, after = $6
WHERE one = 1 AND feed_id = $1 AND position = $2 AND part = $3 AND after = $4
