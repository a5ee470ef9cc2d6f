WITH wanted AS (
    SELECT unnest($reference_photo_ids) AS reference_photo_id
), found AS (
    SELECT t.reference_photo_id, t.pupil_id, t.sealed
    FROM template t
    SEMI JOIN wanted w ON w.reference_photo_id = t.reference_photo_id
    JOIN reference_photo r ON r.reference_photo_id = t.reference_photo_id AND r.removed_at IS NULL
    WHERE t.model = $model
), latest AS (
    SELECT e.pupil_id, arg_max(e.class_section_id, e.from_day) AS class_section_id
    FROM enrolment e
    SEMI JOIN found f ON f.pupil_id = e.pupil_id
    GROUP BY e.pupil_id
)
SELECT f.reference_photo_id, f.pupil_id, f.sealed
FROM found f
LEFT JOIN latest l ON l.pupil_id = f.pupil_id
LEFT JOIN class_section cs ON cs.class_section_id = l.class_section_id
LEFT JOIN school s ON s.school_id = cs.school_id
WHERE $all_blocks OR s.block_id IN (SELECT unnest($blocks))
