-- Moves the last seq given from $1 to $2.
UPDATE mingshi_staging.rows_{number} SET line = $2 WHERE seq = 0 AND line = $1
