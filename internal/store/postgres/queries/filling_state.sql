-- What the store is being filled from and how far that has come; no row when it is open.
SELECT feed_id, position, part, after FROM mingshi.filling WHERE one = 1
