-- unscoped: the key is changed for the whole district
SELECT reference_photo_id AS key, model, 'template/' || reference_photo_id AS name, sealed
FROM template
WHERE reference_photo_id BETWEEN $first AND $last
