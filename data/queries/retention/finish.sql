-- unscoped: the app's own daily job
UPDATE retention_run SET ended_at = $ended_at WHERE run_id = $run_id
