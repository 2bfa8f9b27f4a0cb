-- A record as it shall be from now on.
UPDATE mingshi.record
SET version = $2, published_at = $3, updated_at = $4, position = $5, decided_on = $6, public_until = $7, state = $8,
    reason = $9, authority = $10, name = $11, subject = $12, regime = $13, places = $14, salt = $15, digest = $16,
    body = $17
WHERE number = $1
