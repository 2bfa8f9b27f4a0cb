-- Whether the store holds anything of its own. Fingerprints are nothing while no record was made with their keys.
SELECT EXISTS (SELECT 1 FROM mingshi.feed_head WHERE position > 0)
    OR EXISTS (SELECT 1 FROM mingshi.record)
    OR EXISTS (SELECT 1 FROM mingshi.not_public)
    OR EXISTS (SELECT 1 FROM mingshi.figure)
    OR EXISTS (SELECT 1 FROM mingshi.journal)
