SELECT p.day, p.class_section_id, p.block_id, p.since, cs.grade, cs.section, s.name_hi AS school_hi, s.name_en AS school_en
FROM pending_class_day p
JOIN class_section cs ON cs.class_section_id = p.class_section_id
JOIN school s ON s.school_id = cs.school_id
WHERE p.day BETWEEN $first AND $last
  AND ($all_blocks OR p.block_id IN (SELECT unnest($blocks)))
ORDER BY p.day, p.since, p.class_section_id
