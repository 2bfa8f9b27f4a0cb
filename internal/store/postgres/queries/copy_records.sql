-- New records.
COPY mingshi.record (number, version, published_at, updated_at, position, decided_on, public_until, id, kind, state, reason,
                     authority, name, subject, regime, places, salt, digest, body)
FROM STDIN (FORMAT binary)
