-- unscoped: the key is changed for the whole district
UPDATE face SET sealed = n.sealed
FROM (SELECT unnest($keys) AS key, unnest($models) AS model, unnest($sealed)::BLOB AS sealed) n
WHERE face.face_id = n.key AND face.model = n.model
