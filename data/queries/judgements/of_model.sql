-- A face's verdicts with the machine's first proposal; takings back come with them, for they name the verdict they undo. That
-- the face is not the pupil who was proposed first is told as "unknown": of the proposal it says the same.
SELECT
    verdict.verdict_id,
    CASE verdict.kind WHEN 'not_this' THEN 'unknown' ELSE verdict.kind END AS kind,
    verdict.face_id,
    CASE WHEN verdict.kind <> 'not_this' THEN verdict.pupil_id END AS pupil_id,
    verdict.undoes,
    photo.submission_id,
    face.person,
    face.y2 - face.y1 AS size,
    best.pupil_id AS proposed,
    best.decision,
    best.similarity,
    best.evidence,
    best.margin,
    second.similarity AS second_similarity
FROM verdict
JOIN class_section ON class_section.class_section_id = verdict.class_section_id
JOIN school ON school.school_id = class_section.school_id
LEFT JOIN face ON face.face_id = verdict.face_id
LEFT JOIN photo ON photo.photo_id = face.photo_id
LEFT JOIN match AS best ON best.face_id = verdict.face_id AND best.rank = 1
LEFT JOIN match AS second ON second.face_id = verdict.face_id AND second.rank = 2
WHERE (verdict.kind IN ('same', 'other', 'unknown', 'undo') OR verdict.kind = 'not_this' AND verdict.pupil_id = best.pupil_id)
  AND (verdict.kind = 'undo' OR best.model = $model)
  AND ($all_blocks OR school.block_id IN (SELECT unnest($blocks)))
ORDER BY verdict.verdict_id
