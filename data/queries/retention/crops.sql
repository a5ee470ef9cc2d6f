-- unscoped: the app's own daily job
SELECT crop_name FROM face WHERE photo_id IN (SELECT unnest($photo_ids)) AND crop_name IS NOT NULL
UNION
SELECT crop_name FROM drawn_face WHERE photo_id IN (SELECT unnest($photo_ids)) AND crop_name IS NOT NULL
