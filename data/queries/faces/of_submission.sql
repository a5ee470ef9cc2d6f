SELECT face.face_id
FROM face
JOIN photo USING (photo_id)
JOIN submission USING (submission_id)
WHERE submission.submission_id = $submission_id
  AND ($all_blocks OR submission.block_id IN (SELECT unnest($blocks)))
ORDER BY face.face_id
