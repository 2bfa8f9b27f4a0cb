-- What writes must know of the records with the ids $1 that they change. The rows are locked in the order of their ids, so
-- two writers never wait for each other in a circle; one that waited reads what the other has left.
SELECT id, number, kind, version, public_until, position, places
FROM mingshi.record
WHERE id = ANY ($1::text[])
ORDER BY id
FOR UPDATE
