-- The head's position, whether a record was changed or ended since pages and log were last scrubbed, and since the pages were
-- last cleaned, up to position ?1, by one who could not empty the log: what was only added is public, wherever its bytes lie.
SELECT position, EXISTS (SELECT 1 FROM change WHERE change.position > feed_head.scrubbed AND previous > 0),
       EXISTS (SELECT 1 FROM change WHERE change.position > MAX(feed_head.scrubbed, ?1) AND previous > 0),
       position > scrubbed
  FROM feed_head WHERE one = 1
