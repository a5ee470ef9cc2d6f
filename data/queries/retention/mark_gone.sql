-- unscoped: the app's own daily job
UPDATE photo SET gone_at = $gone_at WHERE photo_id IN (SELECT unnest($photo_ids))
