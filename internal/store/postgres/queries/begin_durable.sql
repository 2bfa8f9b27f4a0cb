-- Where commits are acknowledged before they are on the disk, this one is not; a stronger setting stays.
SELECT pg_catalog.set_config('synchronous_commit', 'on', true)
WHERE pg_catalog.current_setting('synchronous_commit') = 'off'
