-- unscoped: the app's own daily job
INSERT INTO retention_removed (run_id, what, removed, bytes) VALUES ($run_id, $what, $removed, $bytes)
