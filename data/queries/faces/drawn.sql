SELECT drawn_face.face_id, drawn_face.photo_id, photo.submission_id, photo.side, drawn_face.x1, drawn_face.y1, drawn_face.x2,
    drawn_face.y2, drawn_face.crop_name
FROM drawn_face
JOIN photo USING (photo_id)
JOIN submission USING (submission_id)
WHERE submission.day = $day
  AND list_has_any(submission.class_sections, $class_sections)
  AND ($all_blocks OR submission.block_id IN (SELECT unnest($blocks)))
ORDER BY drawn_face.face_id
