SELECT cs.class_section_id, cs.grade, cs.section,
       count(e.pupil_id) AS enrolled,
       count(e.pupil_id) FILTER (WHERE EXISTS (
           SELECT 1 FROM reference_photo r WHERE r.pupil_id = e.pupil_id AND r.removed_at IS NULL
       )) AS referenced
FROM class_section cs
JOIN school s ON s.school_id = cs.school_id
LEFT JOIN enrolment e ON e.class_section_id = cs.class_section_id
    AND e.from_day <= $day AND (e.to_day IS NULL OR e.to_day >= $day)
WHERE cs.school_id = $school_id AND ($all_blocks OR s.block_id IN (SELECT unnest($blocks)))
GROUP BY cs.class_section_id, cs.grade, cs.section
ORDER BY cs.grade, cs.section
