-- Drops the rows of the batch of the number {number}.
DROP TABLE IF EXISTS mingshi_staging.rows_{number}
