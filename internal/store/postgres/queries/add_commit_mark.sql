-- The mark $1 by which the writer finds out whether its transaction was committed, and with which positions. A store that
-- is being filled takes none. This is a statement of its own behind the lock on feed_head, so that it sees a filling that
-- began while the writer waited.
INSERT INTO mingshi.commit_mark (token, at, first, last)
SELECT $1, $2, $3, $4
WHERE NOT EXISTS (SELECT FROM mingshi.filling)
