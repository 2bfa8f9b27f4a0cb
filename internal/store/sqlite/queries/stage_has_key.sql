-- Which of the keys in the packed blob ?1 (32 bytes each, ?2 of them) stand in any file.
WITH RECURSIVE wanted (i) AS (
    SELECT 0 WHERE ?2 > 0
    UNION ALL
    SELECT i + 1 FROM wanted WHERE i + 1 < ?2
)
SELECT substr(?1, 32 * i + 1, 32) FROM wanted
WHERE EXISTS (SELECT 1 FROM staged WHERE key = substr(?1, 32 * wanted.i + 1, 32))
