-- unscoped: only a count
SELECT count(*) AS ahead
FROM job
JOIN job AS own ON own.job_id = $job_id
WHERE job.state IN ('waiting', 'running')
  AND (job.block_id IS NULL, job.rank, job.job_id) < (own.block_id IS NULL, own.rank, own.job_id)
