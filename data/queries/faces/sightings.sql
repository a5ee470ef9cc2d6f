-- A face that a person drew is a sighting without matches; whether the word that drew it stands is not told.
WITH shown AS (
    SELECT photo.photo_id, photo.submission_id
    FROM submission
    JOIN photo USING (submission_id)
    WHERE submission.day = $day
      AND list_has_any(submission.class_sections, $class_sections)
      AND ($all_blocks OR submission.block_id IN (SELECT unnest($blocks)))
)

SELECT
    face.face_id,
    face.photo_id,
    shown.submission_id,
    face.person,
    best.decision,
    best.pupil_id,
    best.similarity,
    best.margin,
    list({'pupil_id': other.pupil_id, 'similarity': other.similarity} ORDER BY other.rank) FILTER (
        other.similarity >= best.uncertain_at
    ) AS near,
    FALSE AS drawn
FROM shown
JOIN face USING (photo_id)
JOIN match AS best ON best.face_id = face.face_id AND best.rank = 1
JOIN match AS other ON other.face_id = face.face_id
GROUP BY ALL
UNION ALL
SELECT face_id, photo_id, submission_id, -face_id, 'unknown', NULL, NULL, 0, NULL, TRUE
FROM shown
JOIN drawn_face USING (photo_id)
ORDER BY face_id
