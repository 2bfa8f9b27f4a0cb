-- Numbers for $1 new records, ascending.
SELECT array_agg(nextval('mingshi.record_number')) FROM generate_series(1, $1::bigint)
