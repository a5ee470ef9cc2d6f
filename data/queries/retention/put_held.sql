-- unscoped: the app's own daily job
INSERT INTO retention_held (run_id, what, files, bytes) VALUES ($run_id, $what, $files, $bytes)
