-- A place under which a record is no longer found.
DELETE FROM record_place WHERE place = ?1 AND kind = ?2 AND number = ?3
