SELECT
    face.face_id,
    face.photo_id,
    photo.submission_id,
    photo.side,
    face.x1, face.y1, face.x2, face.y2,
    face.person,
    face.crop_name,
    face.blur,
    face.cut,
    face.confidence,
    face.light,
    face.roll,
    face.yaw,
    match.rank,
    match.pupil_id,
    match.similarity,
    match.decision,
    match.evidence,
    match.accept_at,
    match.margin
FROM face
JOIN photo USING (photo_id)
JOIN submission USING (submission_id)
JOIN match USING (face_id)
WHERE submission.day = $day
  AND list_contains(submission.class_sections, $class_section_id)
  AND ($all_blocks OR submission.block_id IN (SELECT unnest($blocks)))
ORDER BY face.face_id, match.rank
