SELECT h.class_section_id = 0 AS whole_school, h.kind, h.counted
FROM class_section cs
JOIN school s ON s.school_id = cs.school_id
JOIN headcount h ON h.day = $day AND h.school_id = cs.school_id AND h.class_section_id IN (0, cs.class_section_id)
WHERE cs.class_section_id = $class_section_id
  AND ($all_blocks OR s.block_id IN (SELECT unnest($blocks)))
