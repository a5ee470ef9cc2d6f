SELECT class_section_id, pupil_id, mark, marked_by
FROM attendance
WHERE day = $day
  AND class_section_id IN (SELECT unnest($class_sections))
  AND ($all_blocks OR block_id IN (SELECT unnest($blocks)))
ORDER BY class_section_id, pupil_id
