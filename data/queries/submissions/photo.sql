SELECT photo.*, submission.day, submission.block_id, submission.class_sections
FROM photo
JOIN submission USING (submission_id)
WHERE photo.photo_id = $photo_id
  AND ($all_blocks OR submission.block_id IN (SELECT unnest($blocks)))
