SELECT
    face.face_id,
    face.photo_id,
    photo.submission_id,
    face.person,
    best.decision,
    best.pupil_id,
    best.similarity,
    list(other.pupil_id ORDER BY other.rank) FILTER (
        other.similarity >= best.uncertain_at AND other.similarity >= best.similarity - best.margin
    ) AS proposed
FROM face
JOIN photo USING (photo_id)
JOIN submission USING (submission_id)
JOIN match AS best ON best.face_id = face.face_id AND best.rank = 1
JOIN match AS other ON other.face_id = face.face_id
WHERE submission.day = $day
  AND list_has_any(submission.class_sections, $class_sections)
  AND ($all_blocks OR submission.block_id IN (SELECT unnest($blocks)))
GROUP BY ALL
ORDER BY face.face_id
