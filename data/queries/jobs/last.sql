SELECT job_id, kind, submission_id, state, done, total, created_by, created_at, started_at, finished_at
FROM job
WHERE $all_blocks OR block_id IN (SELECT unnest($blocks))
ORDER BY job_id DESC
LIMIT 1
