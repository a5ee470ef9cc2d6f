-- unscoped: only a count
SELECT count(*) AS ahead FROM job WHERE state IN ('waiting', 'running') AND job_id < $job_id
