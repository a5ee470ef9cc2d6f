SELECT DISTINCT class_section_id
FROM flag
WHERE day = $day
  AND class_section_id IN (SELECT unnest($class_sections))
  AND state = 'confirmed'
  AND kind IN (SELECT unnest($fakes))
  AND severity >= 2 -- 1 is a hint: a wrong clock, a wrong place in the list of schools
  AND ($all_blocks OR block_id IN (SELECT unnest($blocks)))
ORDER BY class_section_id
