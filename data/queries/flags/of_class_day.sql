SELECT flag_id, photo_id, kind, severity, cause, evidence, raised_at, state
FROM flag
WHERE day = $day
  AND class_section_id = $class_section_id
  AND ($all_blocks OR block_id IN (SELECT unnest($blocks)))
ORDER BY severity DESC, flag_id
