-- What visits found that the portal has otherwise: children who come to school, on days when the portal has them as absent; and
-- children who went to another school, on the day on which somebody said so.
WITH said AS (
    SELECT f.case_id, f.pupil_id, f.class_section_id, f.school_id, f.block_id, f.outcome, f.closed_by, f.first_day, f.last_day,
           (f.closed_at + INTERVAL 330 MINUTE)::DATE AS closed_on
    FROM follow_up f
    JOIN school s ON s.school_id = f.school_id
    WHERE f.outcome IN ('present', 'transferred')
      AND f.closed_by <> 'system'
      AND ($block_id IS NULL OR f.block_id = $block_id)
      AND ($cluster_id IS NULL OR s.cluster_id = $cluster_id)
      AND ($school_id IS NULL OR f.school_id = $school_id)
      AND ($class_section_id IS NULL OR f.class_section_id = $class_section_id)
      AND ($all_blocks OR f.block_id IN (SELECT unnest($blocks)))
), found AS (
    SELECT d.*, p.day
    FROM said d
    JOIN portal_pupil_day p ON p.pupil_id = d.pupil_id AND NOT p.present AND p.day BETWEEN d.first_day AND d.last_day
    WHERE d.outcome = 'present' AND p.day BETWEEN $first AND $last
    UNION ALL
    SELECT d.*, d.closed_on
    FROM said d
    WHERE d.outcome = 'transferred' AND d.closed_on BETWEEN $first AND $last
)
SELECT f.day, f.pupil_id, f.outcome, f.closed_on, coalesce(a.name, f.closed_by) AS said_by,
       p.pen, p.name_hi, p.name_en, cs.grade, cs.section, s.udise, s.name_hi AS school_hi, s.name_en AS school_en,
       b.name_hi AS block_hi, b.name_en AS block_en
FROM found f
JOIN pupil p ON p.pupil_id = f.pupil_id
JOIN class_section cs ON cs.class_section_id = f.class_section_id
JOIN school s ON s.school_id = f.school_id
JOIN block b ON b.block_id = f.block_id
LEFT JOIN account a ON a.username = f.closed_by
ORDER BY f.day DESC, f.block_id, f.school_id, f.class_section_id, f.pupil_id, f.case_id
LIMIT $most
