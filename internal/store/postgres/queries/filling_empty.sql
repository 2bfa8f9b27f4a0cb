-- Takes away all that was filled in, and what was left of a store that had no records.
TRUNCATE mingshi.record, mingshi.record_place, mingshi.record_key, mingshi.record_count, mingshi.record_ever,
         mingshi.change, mingshi.commit_mark, mingshi.trail, mingshi.trail_source, mingshi.not_public, mingshi.figure,
         mingshi.journal, mingshi.journal_file, mingshi.key_fingerprint
