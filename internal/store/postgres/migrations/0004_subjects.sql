-- The list of businesses by their penalties counts all public penalties of each from this index alone: all of a kind stand
-- together, and with each whether it is public today.
DROP INDEX mingshi.record_by_subject;
CREATE INDEX record_by_subject ON mingshi.record (kind, subject, public_until) WHERE public_until > 0 AND subject <> '';
