SELECT class_section_id, school_id, cluster_id, block_id
FROM class_section
JOIN school USING (school_id)
WHERE class_section_id IN (SELECT unnest($class_sections))
  AND ($all_blocks OR block_id IN (SELECT unnest($blocks)))
