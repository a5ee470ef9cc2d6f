-- unscoped: the worker takes whatever waits longest
UPDATE job
SET state = 'running', attempts = attempts + 1, done = 0, started_at = $started_at, error = NULL
WHERE job_id = (SELECT min(job_id) FROM job WHERE state = 'waiting')
RETURNING *
