INSERT INTO job (kind, block_id, state, total, detail, created_by, created_at)
SELECT $kind, submission.block_id, 'waiting', 1, $detail, $created_by, $created_at
FROM photo
JOIN submission USING (submission_id)
WHERE photo.photo_id = $photo_id
  AND ($all_blocks OR submission.block_id IN (SELECT unnest($blocks)))
RETURNING job_id
