-- What a write must know of the record that it changes.
SELECT number, kind, version, public_until, position, places FROM record WHERE id = ?1
