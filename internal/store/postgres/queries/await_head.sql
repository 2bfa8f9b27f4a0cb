-- Waits until no other transaction writes, and writes something itself: so this transaction's commit, like every other,
-- waits for a synchronous standby, and is acknowledged only when what came before it has arrived there.
UPDATE mingshi.feed_head SET position = position WHERE one = 1 RETURNING position
