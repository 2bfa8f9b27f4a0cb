-- The last seq given, after any transaction that is still staging in the batch.
SELECT line FROM mingshi_staging.rows_{number} WHERE seq = 0 FOR UPDATE
