SELECT
    face.face_id,
    photo.submission_id,
    face.person,
    match.rank,
    match.decision,
    match.pupil_id,
    match.similarity,
    match.uncertain_at,
    match.margin
FROM submission
JOIN photo USING (submission_id)
JOIN face USING (photo_id)
JOIN match USING (face_id)
WHERE submission.day = $day
  AND list_has_any(submission.class_sections, $class_sections)
  AND ($all_blocks OR submission.block_id IN (SELECT unnest($blocks)))
ORDER BY face.face_id, match.rank
