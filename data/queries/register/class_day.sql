SELECT class_day.*
FROM class_day
WHERE day = $day
  AND class_section_id = $class_section_id
  AND ($all_blocks OR block_id IN (SELECT unnest($blocks)))
