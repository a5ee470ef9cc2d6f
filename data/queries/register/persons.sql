SELECT face.face_id, submission.submission_id, face.person
FROM (SELECT face_id, photo_id, person FROM face UNION ALL SELECT face_id, photo_id, -face_id FROM drawn_face) AS face
JOIN photo USING (photo_id)
JOIN submission USING (submission_id)
WHERE submission.day = $day
  AND list_has_any(submission.class_sections, $class_sections)
  AND ($all_blocks OR submission.block_id IN (SELECT unnest($blocks)))
