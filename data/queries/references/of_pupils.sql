WITH latest AS (
    SELECT pupil_id, arg_max(class_section_id, from_day) AS class_section_id
    FROM enrolment
    WHERE pupil_id IN (SELECT unnest($pupil_ids))
    GROUP BY pupil_id
)
SELECT r.reference_photo_id, r.pupil_id, r.sha256, r.vault_name, r.face_px, r.added_at, r.added_by, r.source, r.face_id
FROM reference_photo r
LEFT JOIN latest l ON l.pupil_id = r.pupil_id
LEFT JOIN class_section cs ON cs.class_section_id = l.class_section_id
LEFT JOIN school s ON s.school_id = cs.school_id
WHERE r.pupil_id IN (SELECT unnest($pupil_ids))
  AND r.removed_at IS NULL
  AND ($all_blocks OR s.block_id IN (SELECT unnest($blocks)))
ORDER BY r.pupil_id, r.reference_photo_id
