WITH visible AS (
    SELECT e.pupil_id
    FROM enrolment e
    JOIN class_section cs ON cs.class_section_id = e.class_section_id
    JOIN school s ON s.school_id = cs.school_id
    WHERE $all_blocks OR s.block_id IN (SELECT unnest($blocks))
)
UPDATE pupil
SET name_hi = given.name_hi, name_en = given.name_en
FROM (SELECT unnest($pupil_id) AS pupil_id, unnest($name_hi) AS name_hi, unnest($name_en) AS name_en) given
WHERE pupil.pupil_id = given.pupil_id AND pupil.pupil_id IN (SELECT pupil_id FROM visible)
