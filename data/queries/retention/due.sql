-- unscoped: the app's own daily job
SELECT d.photo_id, p.sha256 FROM retention_due d JOIN photo p ON p.photo_id = d.photo_id ORDER BY d.photo_id LIMIT $most
