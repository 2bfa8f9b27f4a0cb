-- The rows of the batch of the number {number}, in the order of staging. Autovacuum stays away from a table whose rows are
-- never changed and that is soon dropped.
CREATE UNLOGGED TABLE mingshi_staging.rows_{number} (
    seq     bigint PRIMARY KEY,
    file    bigint NOT NULL,
    line    bigint NOT NULL,
    key     bytea NOT NULL,
    content bytea NOT NULL,
    payload bytea NOT NULL
) WITH (autovacuum_enabled = false, toast.autovacuum_enabled = false)
