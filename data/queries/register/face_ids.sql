SELECT face.face_id
FROM face
JOIN photo USING (photo_id)
JOIN submission USING (submission_id)
WHERE submission.day = $day
  AND list_has_any(submission.class_sections, $class_sections)
  AND ($all_blocks OR submission.block_id IN (SELECT unnest($blocks)))
