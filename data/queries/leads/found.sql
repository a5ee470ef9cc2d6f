-- A lead is seen where both pupils are; a photo that was removed is not named.
WITH lead_of_run AS (
    SELECT * FROM lead WHERE run_id = $run_id
), latest AS (
    SELECT e.pupil_id, arg_max(e.class_section_id, e.from_day) AS class_section_id
    FROM enrolment e
    WHERE e.pupil_id IN (SELECT pupil_a FROM lead_of_run UNION SELECT pupil_b FROM lead_of_run)
    GROUP BY e.pupil_id
), place AS (
    SELECT p.pupil_id, p.pen, p.name_hi, p.name_en, cs.grade, cs.section,
           s.name_hi AS school_hi, s.name_en AS school_en, s.udise, s.block_id, b.name_hi AS block_hi, b.name_en AS block_en
    FROM pupil p
    LEFT JOIN latest l ON l.pupil_id = p.pupil_id
    LEFT JOIN class_section cs ON cs.class_section_id = l.class_section_id
    LEFT JOIN school s ON s.school_id = cs.school_id
    LEFT JOIN block b ON b.block_id = s.block_id
)
SELECT l.lead_id, l.run_id, l.similarity, l.state, l.said_by, l.said_at,
       a AS pupil_a, b AS pupil_b, ra.vault_name AS vault_a, rb.vault_name AS vault_b
FROM lead_of_run l
JOIN place a ON a.pupil_id = l.pupil_a
JOIN place b ON b.pupil_id = l.pupil_b
LEFT JOIN reference_photo ra ON ra.reference_photo_id = l.photo_a AND ra.removed_at IS NULL
LEFT JOIN reference_photo rb ON rb.reference_photo_id = l.photo_b AND rb.removed_at IS NULL
WHERE $all_blocks OR (a.block_id IN (SELECT unnest($blocks)) AND b.block_id IN (SELECT unnest($blocks)))
ORDER BY l.similarity DESC, l.lead_id
