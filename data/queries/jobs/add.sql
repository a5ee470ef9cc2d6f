INSERT INTO job (kind, submission_id, block_id, state, total, created_by, created_at, rank)
SELECT $kind, submission_id, block_id, 'waiting', $total, $created_by, $created_at, $rank
FROM submission
WHERE submission_id = $submission_id
  AND ($all_blocks OR block_id IN (SELECT unnest($blocks)))
RETURNING job_id
