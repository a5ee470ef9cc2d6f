SELECT e.class_section_id, p.pupil_id, p.pen, p.name_hi, p.name_en, e.roll_number
FROM enrolment e
JOIN pupil p ON p.pupil_id = e.pupil_id
JOIN class_section cs ON cs.class_section_id = e.class_section_id
JOIN school s ON s.school_id = cs.school_id
WHERE e.class_section_id IN (SELECT unnest($class_section_ids))
  AND e.from_day <= $day AND (e.to_day IS NULL OR e.to_day >= $day)
  AND ($all_blocks OR s.block_id IN (SELECT unnest($blocks)))
ORDER BY e.class_section_id, e.roll_number, p.name_en, p.pupil_id
