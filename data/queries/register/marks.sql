SELECT
    attendance.pupil_id,
    pupil.name_hi,
    pupil.name_en,
    enrolment.roll_number,
    attendance.mark,
    attendance.marked_by,
    attendance.similarity
FROM attendance
JOIN pupil USING (pupil_id)
LEFT JOIN enrolment
    ON enrolment.pupil_id = attendance.pupil_id
    AND enrolment.class_section_id = attendance.class_section_id
    AND enrolment.from_day <= attendance.day
    AND (enrolment.to_day IS NULL OR enrolment.to_day >= attendance.day)
WHERE attendance.day = $day
  AND attendance.class_section_id = $class_section_id
  AND ($all_blocks OR attendance.block_id IN (SELECT unnest($blocks)))
ORDER BY enrolment.roll_number, pupil.name_en
