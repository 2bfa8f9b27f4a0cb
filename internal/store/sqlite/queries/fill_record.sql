-- Records of another store, with the numbers they have there.
INSERT OR FAIL INTO record (number, id, kind, version, state, reason, authority, name, subject, places, decided_on,
                            published_at, updated_at, public_until, regime, salt, digest, position, body)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
