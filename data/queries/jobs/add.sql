INSERT INTO job (kind, submission_id, block_id, state, total, created_by, created_at)
SELECT $kind, submission_id, block_id, 'waiting', $total, $created_by, $created_at
FROM submission
WHERE submission_id = $submission_id
  AND ($all_blocks OR block_id IN (SELECT unnest($blocks)))
RETURNING job_id
