-- unscoped: the worker's own job, a step of which succeeded
UPDATE job SET state = 'waiting', attempts = 0 WHERE job_id = $job_id AND state = 'running'
