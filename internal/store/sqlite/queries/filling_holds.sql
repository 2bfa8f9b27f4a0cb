-- Whether the store holds anything of its own. Fingerprints are nothing while no record was made with their keys.
SELECT EXISTS (SELECT 1 FROM record)
    OR EXISTS (SELECT 1 FROM not_public)
    OR EXISTS (SELECT 1 FROM figure)
    OR EXISTS (SELECT 1 FROM journal)
