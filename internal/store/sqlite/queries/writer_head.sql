-- Where the feed and the record numbers end.
SELECT position, (SELECT COALESCE(MAX(number), 0) FROM record) FROM feed_head
