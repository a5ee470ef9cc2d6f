-- Pupils whom the portal has as absent and who were recognised here, what a person said first.
WITH found AS (
    SELECT a.day, a.block_id, a.school_id, a.class_section_id, a.pupil_id, a.marked_by, a.similarity, c.enrolled
    FROM attendance a
    JOIN portal_pupil_day p ON p.day = a.day AND p.pupil_id = a.pupil_id AND NOT p.present
    JOIN class_day c ON c.day = a.day AND c.class_section_id = a.class_section_id AND NOT c.set_aside
    WHERE a.day BETWEEN $first AND $last
      AND p.day BETWEEN $first AND $last
      AND a.mark = 'present'
      AND ($block_id IS NULL OR a.block_id = $block_id)
      AND ($cluster_id IS NULL OR c.cluster_id = $cluster_id)
      AND ($school_id IS NULL OR a.school_id = $school_id)
      AND ($class_section_id IS NULL OR a.class_section_id = $class_section_id)
      AND ($all_blocks OR a.block_id IN (SELECT unnest($blocks)))
    ORDER BY a.day DESC, a.marked_by DESC, a.similarity DESC, a.block_id, a.school_id, a.class_section_id, a.pupil_id
    LIMIT $most
)
SELECT f.*, p.pen, p.name_hi, p.name_en, cs.grade, cs.section, s.udise, s.name_hi AS school_hi, s.name_en AS school_en,
       b.name_hi AS block_hi, b.name_en AS block_en
FROM found f
JOIN pupil p ON p.pupil_id = f.pupil_id
JOIN class_section cs ON cs.class_section_id = f.class_section_id
JOIN school s ON s.school_id = f.school_id
JOIN block b ON b.block_id = f.block_id
ORDER BY f.day DESC, f.marked_by DESC, f.similarity DESC, f.block_id, f.school_id, f.class_section_id, f.pupil_id
