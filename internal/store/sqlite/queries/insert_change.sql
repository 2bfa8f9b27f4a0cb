-- Changes at the end of the feed.
INSERT OR FAIL INTO change (position, at, op, kind, number, version, reason, digest, previous)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
