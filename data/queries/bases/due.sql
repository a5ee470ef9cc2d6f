-- Pupils whose reference photos are in use though no ground stands: their own word or, without one, their school's decides.
WITH kept AS (
    SELECT pupil_id, count(*) AS photos FROM reference_photo WHERE removed_at IS NULL GROUP BY pupil_id
), placed AS (
    SELECT k.pupil_id, k.photos, arg_max(e.class_section_id, e.from_day) AS class_section_id
    FROM kept k
    JOIN enrolment e ON e.pupil_id = k.pupil_id
    GROUP BY k.pupil_id, k.photos
), of_school AS (
    SELECT school_id, arg_max(state, basis_id) AS state, arg_max(since, basis_id) AS since
    FROM legal_basis WHERE school_id IS NOT NULL GROUP BY school_id
), own AS (
    SELECT pupil_id, arg_max(state, basis_id) AS state, arg_max(since, basis_id) AS since
    FROM legal_basis WHERE pupil_id IS NOT NULL GROUP BY pupil_id
)
SELECT p.pupil_id, pu.pen, pu.name_hi, pu.name_en, cs.class_section_id, cs.grade, cs.section, s.school_id, s.name_hi AS school_hi,
       s.name_en AS school_en, s.block_id, p.photos,
       CASE WHEN o.state IS NOT NULL THEN o.since ELSE os.since END AS withdrawn_on, o.state IS NOT NULL AS is_own
FROM placed p
JOIN pupil pu ON pu.pupil_id = p.pupil_id
JOIN class_section cs ON cs.class_section_id = p.class_section_id
JOIN school s ON s.school_id = cs.school_id
LEFT JOIN own o ON o.pupil_id = p.pupil_id
LEFT JOIN of_school os ON os.school_id = s.school_id
WHERE coalesce(o.state, os.state, 'none') <> 'given'
  AND ($all_blocks OR s.block_id IN (SELECT unnest($blocks)))
ORDER BY is_own DESC, s.block_id, s.name_en, cs.grade, cs.section, pu.name_en, p.pupil_id
LIMIT $most
