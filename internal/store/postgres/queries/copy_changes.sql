-- Changes at the end of the feed.
COPY mingshi.change (position, at, number, version, previous, op, kind, reason, digest) FROM STDIN (FORMAT binary)
