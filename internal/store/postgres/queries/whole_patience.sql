-- Whoever reads a whole store may take his time between two pages.
SET LOCAL idle_in_transaction_session_timeout = 0
