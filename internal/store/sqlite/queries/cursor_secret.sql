-- What the cursors of lists are sealed with.
SELECT secret FROM feed_head
