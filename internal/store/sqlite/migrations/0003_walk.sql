-- All public records of a kind in the order of their numbers, which every index ends with: a walk through a kind reads the
-- file from front to back.
CREATE INDEX record_by_kind ON record (kind) WHERE public_until > 0;
