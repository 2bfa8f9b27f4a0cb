-- The records that the keys in the packed blob ?1 (32 bytes each, ?2 of them) lead to. CROSS
-- JOIN keeps the order of the tables: from the keys to the records.
WITH RECURSIVE wanted (i) AS (
    SELECT 0 WHERE ?2 > 0
    UNION ALL
    SELECT i + 1 FROM wanted WHERE i + 1 < ?2
)
SELECT k.key,
       concat_ws(char(0), r.id, r.kind, r.version, r.state, r.reason, r.authority, r.name, r.subject, r.places, r.decided_on,
       r.published_at, r.updated_at, r.public_until, r.regime, r.position, r.salt || r.digest), r.body
FROM wanted
CROSS JOIN record_key AS k ON k.key = substr(?1, 32 * wanted.i + 1, 32)
CROSS JOIN record AS r ON r.number = k.number
