-- The store is open. Changes a row only if the filling from the feed $1 at the position $2 stands in the part $3.
DELETE FROM mingshi.filling WHERE one = 1 AND feed_id = $1 AND position = $2 AND part = $3
