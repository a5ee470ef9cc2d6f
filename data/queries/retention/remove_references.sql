-- unscoped: the app's own daily job
UPDATE reference_photo SET removed_at = $removed_at WHERE reference_photo_id IN (SELECT unnest($keys))
