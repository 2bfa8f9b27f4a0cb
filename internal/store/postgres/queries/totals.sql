-- How many records of each kind are public today ($1).
SELECT kind, SUM(count)::bigint FROM mingshi.record_count WHERE public_until >= $1 GROUP BY kind
