-- A new batch under the name $1 of the store $2.
INSERT INTO mingshi_staging.batch (name, owner, used_at)
VALUES ($1, $2, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint)
RETURNING number
