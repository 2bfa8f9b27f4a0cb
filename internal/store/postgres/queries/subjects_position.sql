-- The position of the last change of a penalty (0: there is none); a store that is being filled answers nobody.
SELECT COALESCE((SELECT MAX(position) FROM mingshi.change WHERE kind = 'penalty'), 0)
FROM mingshi.feed_head
WHERE NOT EXISTS (SELECT 1 FROM mingshi.filling)
