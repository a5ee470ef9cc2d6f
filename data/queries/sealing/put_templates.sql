-- unscoped: the key is changed for the whole district
UPDATE template SET sealed = n.sealed
FROM (SELECT unnest($keys) AS key, unnest($models) AS model, unnest($sealed)::BLOB AS sealed) n
WHERE template.reference_photo_id = n.key AND template.model = n.model
