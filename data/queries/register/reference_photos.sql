SELECT reference_photo.pupil_id, min_by(reference_photo.vault_name, reference_photo.reference_photo_id) AS vault_name
FROM reference_photo
JOIN enrolment USING (pupil_id)
JOIN class_section USING (class_section_id)
JOIN school USING (school_id)
WHERE reference_photo.removed_at IS NULL
  AND enrolment.class_section_id IN (SELECT unnest($class_sections))
  AND ($all_blocks OR school.block_id IN (SELECT unnest($blocks)))
GROUP BY reference_photo.pupil_id
