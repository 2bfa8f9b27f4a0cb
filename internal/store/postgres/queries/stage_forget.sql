-- The batch of the number $1 is no more.
DELETE FROM mingshi_staging.batch WHERE number = $1
