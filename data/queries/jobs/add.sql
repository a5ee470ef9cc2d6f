-- unscoped: queued for a submission that was just added
INSERT INTO job (kind, submission_id, block_id, state, total, created_by, created_at)
VALUES ($kind, $submission_id, $block_id, 'waiting', $total, $created_by, $created_at)
RETURNING job_id
