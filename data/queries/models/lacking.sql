SELECT reference_photo.reference_photo_id, reference_photo.pupil_id, reference_photo.vault_name
FROM reference_photo
LEFT JOIN (
    SELECT pupil_id, arg_max(class_section_id, from_day) AS class_section_id
    FROM enrolment
    GROUP BY pupil_id
) AS latest ON latest.pupil_id = reference_photo.pupil_id
LEFT JOIN class_section ON class_section.class_section_id = latest.class_section_id
LEFT JOIN school ON school.school_id = class_section.school_id
WHERE reference_photo.removed_at IS NULL
  AND NOT EXISTS (
      SELECT 1 FROM template
      WHERE template.reference_photo_id = reference_photo.reference_photo_id AND template.model = $model
  )
  AND NOT EXISTS (
      SELECT 1 FROM unread_reference
      WHERE unread_reference.reference_photo_id = reference_photo.reference_photo_id AND unread_reference.model = $model
  )
  AND ($whole_district OR reference_photo.pupil_id IN (
      SELECT enrolment.pupil_id FROM enrolment WHERE enrolment.class_section_id IN (SELECT unnest($class_sections))
  ))
  AND ($all_blocks OR school.block_id IN (SELECT unnest($blocks)))
ORDER BY reference_photo.reference_photo_id
LIMIT $most
