-- The head's position, and whether a record was changed or ended since the pages were last cleaned: what was only added is
-- public, wherever its bytes lie.
SELECT position, EXISTS (SELECT 1 FROM change WHERE change.position > feed_head.scrubbed AND previous > 0),
       position > scrubbed
  FROM feed_head WHERE one = 1
