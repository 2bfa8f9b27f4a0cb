-- The positions that the transaction with the mark $1 wrote, if it was committed.
SELECT first, last FROM mingshi.commit_mark WHERE token = $1
