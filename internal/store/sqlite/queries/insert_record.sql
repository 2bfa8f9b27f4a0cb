-- New records. They are numbered by the database, each one above the last: a number that is given would make it keep a
-- copy of every page for the case that the statement fails, which the transaction does already.
INSERT OR FAIL INTO record (id, kind, version, state, reason, authority, name, subject, places, decided_on,
                            published_at, updated_at, public_until, regime, salt, digest, position, body)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
