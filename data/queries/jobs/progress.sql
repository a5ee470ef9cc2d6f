-- unscoped: the worker's own job
UPDATE job SET done = $done WHERE job_id = $job_id
