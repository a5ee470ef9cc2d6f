-- unscoped: the key is changed for the whole district
SELECT min(reference_photo_id) AS first, max(reference_photo_id) AS last FROM template
