SELECT
    enrolment.class_section_id,
    enrolment.pupil_id,
    EXISTS (
        SELECT 1 FROM reference_photo
        WHERE reference_photo.pupil_id = enrolment.pupil_id AND removed_at IS NULL
    ) AS has_reference
FROM enrolment
JOIN class_section USING (class_section_id)
JOIN school USING (school_id)
WHERE enrolment.class_section_id IN (SELECT unnest($class_sections))
  AND from_day <= $day
  AND (to_day IS NULL OR to_day >= $day)
  AND ($all_blocks OR school.block_id IN (SELECT unnest($blocks)))
ORDER BY enrolment.pupil_id
