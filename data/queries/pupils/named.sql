SELECT p.pupil_id, p.pen, p.name_hi, p.name_en, cs.class_section_id, cs.grade, cs.section, s.school_id, s.block_id,
       s.name_hi AS school_hi, s.name_en AS school_en
FROM enrolment e
JOIN pupil p ON p.pupil_id = e.pupil_id
JOIN class_section cs ON cs.class_section_id = e.class_section_id
JOIN school s ON s.school_id = cs.school_id
WHERE e.from_day <= $day AND (e.to_day IS NULL OR e.to_day >= $day)
  AND (CASE WHEN $hindi THEN p.name_hi ELSE p.name_en END IN (SELECT unnest($names)) OR ($pen <> '' AND starts_with(p.pen, $pen)))
  AND ($all_blocks OR s.block_id IN (SELECT unnest($blocks)))
ORDER BY list_position($names, CASE WHEN $hindi THEN p.name_hi ELSE p.name_en END), p.pen
LIMIT $most
