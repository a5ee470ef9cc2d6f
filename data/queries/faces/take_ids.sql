-- unscoped: numbers only
SELECT nextval('entity_id') AS face_id FROM range($count)
