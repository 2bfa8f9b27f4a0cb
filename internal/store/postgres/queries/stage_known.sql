-- Which of the keys $1 of the files $2 stand in the batch already, by their place in the lists, and with what content. The
-- limit keeps the table from being read as a whole.
SELECT w.i - 1, r.content
FROM unnest($1::bytea[], $2::bigint[]) WITH ORDINALITY AS w (key, file, i)
CROSS JOIN LATERAL (
    SELECT s.content FROM mingshi_staging.rows_{number} AS s WHERE s.key = w.key AND s.file = w.file LIMIT 1
) AS r
