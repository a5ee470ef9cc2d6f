SELECT submission_id, source, submitted_by, submitted_at, read_at, class_sections
FROM submission
WHERE day = $day
  AND list_contains(class_sections, $class_section_id)
  AND ($all_blocks OR block_id IN (SELECT unnest($blocks)))
ORDER BY submitted_at
