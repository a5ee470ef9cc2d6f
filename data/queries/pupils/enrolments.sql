-- A pupil belongs to the class section of their latest enrolment.
WITH latest AS (
    SELECT pupil_id, arg_max(class_section_id, from_day) AS class_section_id
    FROM enrolment
    GROUP BY pupil_id
)
SELECT p.pen, p.pupil_id, e.class_section_id, e.from_day, e.to_day
FROM latest l
JOIN class_section cs ON cs.class_section_id = l.class_section_id
JOIN school s ON s.school_id = cs.school_id
JOIN pupil p ON p.pupil_id = l.pupil_id
JOIN enrolment e ON e.pupil_id = l.pupil_id
WHERE $all_blocks OR s.block_id IN (SELECT unnest($blocks))
ORDER BY e.from_day
