-- Whoever reads a view may take his time between two questions, but vacuum does not wait for one who has gone.
SET LOCAL idle_in_transaction_session_timeout = '5min'
