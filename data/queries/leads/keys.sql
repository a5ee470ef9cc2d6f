-- The reference photos in use that have a template of a model, in the order they came.
WITH latest AS (
    SELECT pupil_id, arg_max(class_section_id, from_day) AS class_section_id
    FROM enrolment
    GROUP BY pupil_id
)
SELECT t.reference_photo_id, t.pupil_id
FROM template t
JOIN reference_photo r ON r.reference_photo_id = t.reference_photo_id AND r.removed_at IS NULL
LEFT JOIN latest l ON l.pupil_id = t.pupil_id
LEFT JOIN class_section cs ON cs.class_section_id = l.class_section_id
LEFT JOIN school s ON s.school_id = cs.school_id
WHERE t.model = $model
  AND ($up_to_photo IS NULL OR t.reference_photo_id <= $up_to_photo)
  AND ($all_blocks OR s.block_id IN (SELECT unnest($blocks)))
ORDER BY t.reference_photo_id
