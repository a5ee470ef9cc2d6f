-- unscoped: the worker's own job
UPDATE job SET detail = $detail WHERE job_id = $job_id
