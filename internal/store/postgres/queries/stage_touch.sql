-- The batch of the number $1 is in use.
UPDATE mingshi_staging.batch SET used_at = (extract(epoch FROM clock_timestamp()) * 1000000)::bigint WHERE number = $1
