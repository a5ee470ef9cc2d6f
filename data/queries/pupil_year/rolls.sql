SELECT e.class_section_id, e.from_day, e.to_day, cs.school_id, cs.grade, cs.section, s.name_hi AS school_hi, s.name_en AS school_en
FROM enrolment e
JOIN class_section cs ON cs.class_section_id = e.class_section_id
JOIN school s ON s.school_id = cs.school_id
WHERE e.pupil_id = $pupil_id
  AND ($all_blocks OR s.block_id IN (SELECT unnest($blocks)))
ORDER BY e.from_day
