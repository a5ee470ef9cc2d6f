-- unscoped: the worker takes whatever waits longest; photos go before the long work, which does a step at a time, and one
-- person's class before a zip and the inbox
UPDATE job
SET state = 'running', attempts = attempts + 1, done = CASE WHEN submission_id IS NULL THEN done ELSE 0 END,
    started_at = $started_at, error = NULL
WHERE job_id = (
    SELECT job_id FROM job
    WHERE state = 'waiting' AND (rank = 0 OR block_id NOT IN (SELECT block_id FROM paused_block))
    ORDER BY block_id IS NULL, rank, job_id
    LIMIT 1
)
RETURNING *
