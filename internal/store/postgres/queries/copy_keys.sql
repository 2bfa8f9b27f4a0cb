-- Natural keys of new records, or of a store that is being filled. One that another transaction is writing is waited for.
COPY mingshi.record_key (key, number) FROM STDIN (FORMAT binary)
