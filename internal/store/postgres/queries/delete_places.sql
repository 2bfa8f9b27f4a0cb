-- Places under which records are no longer found.
DELETE FROM mingshi.record_place AS p
USING unnest($1::text[], $2::text[], $3::bigint[]) AS w (place, kind, number)
WHERE p.place = w.place AND p.kind = w.kind AND p.number = w.number
