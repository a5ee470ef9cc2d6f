-- By block: schools, those with a ground that stands, pupils with a word of their own.
WITH of_school AS (
    SELECT school_id, arg_max(state, basis_id) AS state FROM legal_basis WHERE school_id IS NOT NULL GROUP BY school_id
), own AS (
    SELECT pupil_id, arg_max(state, basis_id) AS state FROM legal_basis WHERE pupil_id IS NOT NULL GROUP BY pupil_id
), pupils AS (
    SELECT s.block_id, count(*) FILTER (o.state = 'given') AS given, count(*) FILTER (o.state = 'withdrawn') AS withdrawn
    FROM own o
    JOIN (SELECT pupil_id, arg_max(class_section_id, from_day) AS class_section_id FROM enrolment GROUP BY pupil_id) e
        ON e.pupil_id = o.pupil_id
    JOIN class_section cs ON cs.class_section_id = e.class_section_id
    JOIN school s ON s.school_id = cs.school_id
    GROUP BY s.block_id
)
SELECT s.block_id, count(*) AS schools, count(*) FILTER (o.state = 'given') AS covered,
       any_value(coalesce(p.given, 0)) AS given, any_value(coalesce(p.withdrawn, 0)) AS withdrawn
FROM school s
LEFT JOIN of_school o ON o.school_id = s.school_id
LEFT JOIN pupils p ON p.block_id = s.block_id
WHERE $all_blocks OR s.block_id IN (SELECT unnest($blocks))
GROUP BY s.block_id
ORDER BY s.block_id
