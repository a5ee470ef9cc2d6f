-- unscoped: the app's own daily job
INSERT INTO retention_run (run_id, begun_at) VALUES ($run_id, $begun_at)
