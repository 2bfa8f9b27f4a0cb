-- The batches of the store $1, and those that nobody has used for $2 microseconds.
SELECT number, owner = $1
FROM mingshi_staging.batch
WHERE owner = $1 OR used_at < (extract(epoch FROM clock_timestamp()) * 1000000)::bigint - $2::bigint
ORDER BY number
