UPDATE job SET state = 'waiting', attempts = 0, error = NULL, done = 0
WHERE job_id = $job_id
  AND state = 'failed'
  AND ($all_blocks OR block_id IN (SELECT unnest($blocks)))
RETURNING job_id
