SELECT class_day.*
FROM class_day
WHERE day = $day
  AND class_section_id IN (SELECT unnest($class_sections))
  AND ($all_blocks OR block_id IN (SELECT unnest($blocks)))
