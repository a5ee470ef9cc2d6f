-- unscoped: the app's own daily job
UPDATE face SET sealed = ''::BLOB WHERE photo_id IN (SELECT unnest($photo_ids))
