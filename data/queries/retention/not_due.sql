-- unscoped: the app's own daily job
DELETE FROM retention_due WHERE photo_id IN (SELECT unnest($photo_ids))
