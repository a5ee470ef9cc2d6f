SELECT photo.*, submission.day, submission.block_id
FROM photo
JOIN submission USING (submission_id)
WHERE submission_id = $submission_id
  AND ($all_blocks OR submission.block_id IN (SELECT unnest($blocks)))
ORDER BY photo_id
