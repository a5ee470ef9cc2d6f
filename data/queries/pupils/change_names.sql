-- A pupil belongs to the class section of their latest enrolment.
WITH latest AS (
    SELECT pupil_id, arg_max(class_section_id, from_day) AS class_section_id
    FROM enrolment
    WHERE pupil_id IN (SELECT unnest($pupil_id))
    GROUP BY pupil_id
), visible AS (
    SELECT l.pupil_id
    FROM latest l
    JOIN class_section cs ON cs.class_section_id = l.class_section_id
    JOIN school s ON s.school_id = cs.school_id
    WHERE $all_blocks OR s.block_id IN (SELECT unnest($blocks))
)
UPDATE pupil
SET name_hi = given.name_hi, name_en = given.name_en
FROM (SELECT unnest($pupil_id) AS pupil_id, unnest($name_hi) AS name_hi, unnest($name_en) AS name_en) given
WHERE pupil.pupil_id = given.pupil_id AND pupil.pupil_id IN (SELECT pupil_id FROM visible)
