-- A record as it shall be from now on.
UPDATE record
SET version = ?2, state = ?3, reason = ?4, authority = ?5, name = ?6, subject = ?7, places = ?8, decided_on = ?9,
    published_at = ?10, updated_at = ?11, public_until = ?12, regime = ?13, salt = ?14, digest = ?15, position = ?16,
    body = ?17
WHERE number = ?1
