-- A pupil belongs to the class section of their latest enrolment.
WITH wanted AS (
    SELECT pupil_id, pen, name_hi, name_en
    FROM pupil
    WHERE pupil_id IN (SELECT unnest($pupil_ids)) OR pen IN (SELECT unnest($pens))
), latest AS (
    SELECT e.pupil_id, arg_max(e.class_section_id, e.from_day) AS class_section_id
    FROM enrolment e
    SEMI JOIN wanted w ON w.pupil_id = e.pupil_id
    GROUP BY e.pupil_id
)
SELECT w.pupil_id, w.pen, w.name_hi, w.name_en, l.class_section_id, cs.grade, cs.section, s.school_id, s.block_id
FROM wanted w
LEFT JOIN latest l ON l.pupil_id = w.pupil_id
LEFT JOIN class_section cs ON cs.class_section_id = l.class_section_id
LEFT JOIN school s ON s.school_id = cs.school_id
WHERE $all_blocks OR s.block_id IN (SELECT unnest($blocks))
ORDER BY w.pupil_id
