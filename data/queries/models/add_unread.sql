-- unscoped: the worker's own result
INSERT OR REPLACE INTO unread_reference (reference_photo_id, model, reason, found_at)
VALUES ($reference_photo_id, $model, $reason, $found_at)
