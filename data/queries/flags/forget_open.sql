-- The machine's own question about class days as a whole, as long as nobody has touched it.
DELETE FROM flag
WHERE day = $day
  AND class_section_id IN (SELECT unnest($class_sections))
  AND kind = $kind
  AND photo_id IS NULL
  AND state = 'open'
  AND NOT EXISTS (SELECT 1 FROM flag_step WHERE flag_step.flag_id = flag.flag_id)
  AND ($all_blocks OR block_id IN (SELECT unnest($blocks)))
