UPDATE class_day SET rev = rev + 1
WHERE day = $day
  AND class_section_id IN (SELECT unnest($class_sections))
  AND ($all_blocks OR block_id IN (SELECT unnest($blocks)))
