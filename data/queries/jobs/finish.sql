-- unscoped: the worker's own job
UPDATE job SET state = $state, error = $error, finished_at = $finished_at, done = CASE WHEN $state = 'done' THEN total ELSE done END
WHERE job_id = $job_id
