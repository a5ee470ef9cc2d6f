SELECT
    count(*) AS reference_photos,
    count(template.model) AS with_template,
    count(unread_reference.model) AS unread
FROM reference_photo
LEFT JOIN template ON template.reference_photo_id = reference_photo.reference_photo_id AND template.model = $model
LEFT JOIN unread_reference
    ON unread_reference.reference_photo_id = reference_photo.reference_photo_id AND unread_reference.model = $model
LEFT JOIN (
    SELECT pupil_id, arg_max(class_section_id, from_day) AS class_section_id
    FROM enrolment
    GROUP BY pupil_id
) AS latest ON latest.pupil_id = reference_photo.pupil_id
LEFT JOIN class_section ON class_section.class_section_id = latest.class_section_id
LEFT JOIN school ON school.school_id = class_section.school_id
WHERE reference_photo.removed_at IS NULL
  AND ($all_blocks OR school.block_id IN (SELECT unnest($blocks)))
