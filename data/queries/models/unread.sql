SELECT
    unread_reference.reference_photo_id,
    unread_reference.reason,
    pupil.pupil_id,
    pupil.name_hi,
    pupil.name_en,
    latest.class_section_id,
    class_section.grade,
    class_section.section,
    school.name_hi AS school_hi,
    school.name_en AS school_en
FROM unread_reference
JOIN reference_photo USING (reference_photo_id)
JOIN pupil USING (pupil_id)
LEFT JOIN (
    SELECT pupil_id, arg_max(class_section_id, from_day) AS class_section_id
    FROM enrolment
    GROUP BY pupil_id
) AS latest ON latest.pupil_id = pupil.pupil_id
LEFT JOIN class_section ON class_section.class_section_id = latest.class_section_id
LEFT JOIN school ON school.school_id = class_section.school_id
WHERE unread_reference.model = $model
  AND reference_photo.removed_at IS NULL
  AND ($all_blocks OR school.block_id IN (SELECT unnest($blocks)))
ORDER BY school.name_en, class_section.grade, class_section.section, pupil.name_en, reference_photo_id
