SELECT DISTINCT unnest(class_sections) AS class_section_id
FROM submission
WHERE day = $day
  AND list_has_any(class_sections, $class_sections)
  AND ($all_blocks OR block_id IN (SELECT unnest($blocks)))
