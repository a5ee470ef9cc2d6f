SELECT r.reference_photo_id, r.pupil_id, r.vault_name, s.block_id
FROM reference_photo r
LEFT JOIN (
    SELECT pupil_id, arg_max(class_section_id, from_day) AS class_section_id
    FROM enrolment
    GROUP BY pupil_id
) l ON l.pupil_id = r.pupil_id
LEFT JOIN class_section cs ON cs.class_section_id = l.class_section_id
LEFT JOIN school s ON s.school_id = cs.school_id
WHERE r.reference_photo_id = $reference_photo_id
  AND r.removed_at IS NULL
  AND ($all_blocks OR s.block_id IN (SELECT unnest($blocks)))
