-- All public records of a kind in the order of their numbers: a walk through a kind reads the table from front to back.
CREATE INDEX record_by_kind ON mingshi.record (kind, number) WHERE public_until > 0;
