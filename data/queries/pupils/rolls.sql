WITH latest AS (
    SELECT pupil_id, arg_max(class_section_id, from_day) AS class_section_id, arg_max(roll_number, from_day) AS roll_number,
           arg_max_null(to_day, from_day) AS to_day, max(from_day) AS from_day
    FROM enrolment
    GROUP BY pupil_id
)
SELECT p.pen, p.pupil_id, p.name_hi, p.name_en, l.class_section_id, l.roll_number, l.from_day, l.to_day
FROM pupil p
JOIN latest l ON l.pupil_id = p.pupil_id
JOIN class_section cs ON cs.class_section_id = l.class_section_id
JOIN school s ON s.school_id = cs.school_id
WHERE $all_blocks OR s.block_id IN (SELECT unnest($blocks))
