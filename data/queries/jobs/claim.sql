-- unscoped: the worker takes whatever waits longest; photos go before the long work, which does a step at a time
UPDATE job
SET state = 'running', attempts = attempts + 1, done = CASE WHEN submission_id IS NULL THEN done ELSE 0 END,
    started_at = $started_at, error = NULL
WHERE job_id = (SELECT job_id FROM job WHERE state = 'waiting' ORDER BY submission_id IS NULL, job_id LIMIT 1)
RETURNING *
