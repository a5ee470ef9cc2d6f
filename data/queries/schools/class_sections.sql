SELECT cs.class_section_id, cs.school_id, cs.grade, cs.section, s.udise, s.name_hi AS school_hi, s.name_en AS school_en,
       s.block_id, s.cluster_id
FROM class_section cs
JOIN school s ON s.school_id = cs.school_id
WHERE ($all_blocks OR s.block_id IN (SELECT unnest($blocks)))
  AND ($school_id IS NULL OR cs.school_id = $school_id)
ORDER BY s.block_id, s.school_id, cs.grade, cs.section
