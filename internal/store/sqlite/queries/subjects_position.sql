-- The position of the last change of a penalty (0: there is none); a store that is being filled answers nobody.
SELECT COALESCE((SELECT MAX(position) FROM change WHERE kind = 'penalty'), 0)
FROM feed_head
WHERE NOT EXISTS (SELECT 1 FROM filling)
