-- The word that decides for each of these pupils: the latest on the pupil, else the latest on the school of the last enrolment.
WITH latest AS (
    SELECT e.pupil_id, arg_max(e.class_section_id, e.from_day) AS class_section_id
    FROM enrolment e
    WHERE e.pupil_id IN (SELECT unnest($pupil_ids))
    GROUP BY e.pupil_id
), placed AS (
    SELECT l.pupil_id, s.school_id, s.block_id
    FROM latest l
    JOIN class_section cs ON cs.class_section_id = l.class_section_id
    JOIN school s ON s.school_id = cs.school_id
    WHERE $all_blocks OR s.block_id IN (SELECT unnest($blocks))
), words AS (
    SELECT p.pupil_id, b.basis_id, b.pupil_id IS NOT NULL AS is_own, b.state, b.ground, b.reference, b.since
    FROM placed p
    JOIN legal_basis b ON b.pupil_id = p.pupil_id OR b.school_id = p.school_id
)
SELECT p.pupil_id, p.block_id, w.is_own, w.state, w.ground, w.reference, w.since
FROM placed p
LEFT JOIN words w ON w.pupil_id = p.pupil_id
QUALIFY row_number() OVER (PARTITION BY p.pupil_id ORDER BY w.is_own DESC NULLS LAST, w.basis_id DESC) = 1
ORDER BY p.pupil_id
