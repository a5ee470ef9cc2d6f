-- unscoped: keys that no row has yet
SELECT nextval('entity_id') AS id FROM range($count)
