SELECT DISTINCT CASE WHEN $hindi THEN p.name_hi ELSE p.name_en END AS name
FROM enrolment e
JOIN pupil p ON p.pupil_id = e.pupil_id
JOIN class_section cs ON cs.class_section_id = e.class_section_id
JOIN school s ON s.school_id = cs.school_id
WHERE e.from_day <= $day AND (e.to_day IS NULL OR e.to_day >= $day)
  AND ($all_blocks OR s.block_id IN (SELECT unnest($blocks)))
ORDER BY name
