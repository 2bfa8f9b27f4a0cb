-- The progress of up to $3 imports from the batch $1 on, without that one itself if $2.
SELECT batch, written_by, through_seq, done, updated_at
FROM mingshi.journal
WHERE batch >= $1 AND NOT ($2 AND batch = $1)
ORDER BY batch
LIMIT $3
