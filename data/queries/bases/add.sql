-- Schools and pupils outside the scope are left out.
INSERT INTO legal_basis (school_id, pupil_id, state, ground, reference, since, said_by, said_at)
WITH latest AS (
    SELECT e.pupil_id, arg_max(e.class_section_id, e.from_day) AS class_section_id
    FROM enrolment e
    WHERE e.pupil_id IN (SELECT unnest($pupil_ids))
    GROUP BY e.pupil_id
), wanted AS (
    SELECT s.school_id, NULL AS pupil_id, s.block_id
    FROM school s
    WHERE s.school_id IN (SELECT unnest($school_ids))
    UNION ALL
    SELECT NULL, l.pupil_id, s.block_id
    FROM latest l
    JOIN class_section cs ON cs.class_section_id = l.class_section_id
    JOIN school s ON s.school_id = cs.school_id
)
SELECT school_id, pupil_id, $state, $ground, $reference, $since, $said_by, $said_at
FROM wanted
WHERE $all_blocks OR block_id IN (SELECT unnest($blocks))
ORDER BY school_id, pupil_id
