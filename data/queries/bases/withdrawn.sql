-- Of these pupils those whose deciding word takes the ground away: the latest on the pupil, else on the school of the last enrolment.
WITH own AS (
    SELECT pupil_id, arg_max(state, basis_id) AS state
    FROM legal_basis
    WHERE pupil_id IN (SELECT unnest($pupil_ids))
    GROUP BY pupil_id
), of_school AS (
    SELECT school_id, arg_max(state, basis_id) AS state FROM legal_basis WHERE school_id IS NOT NULL GROUP BY school_id
), latest AS (
    SELECT pupil_id, arg_max(class_section_id, from_day) AS class_section_id
    FROM enrolment
    WHERE pupil_id IN (SELECT unnest($pupil_ids))
    GROUP BY pupil_id
)
SELECT l.pupil_id
FROM latest l
JOIN class_section cs ON cs.class_section_id = l.class_section_id
JOIN school s ON s.school_id = cs.school_id
LEFT JOIN own ON own.pupil_id = l.pupil_id
LEFT JOIN of_school ON of_school.school_id = s.school_id
WHERE coalesce(own.state, of_school.state) = 'withdrawn'
  AND ($all_blocks OR s.block_id IN (SELECT unnest($blocks)))
ORDER BY l.pupil_id
