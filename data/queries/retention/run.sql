-- unscoped: the app's own daily job
SELECT run_id, begun_at, ended_at FROM retention_run WHERE run_id = $run_id
