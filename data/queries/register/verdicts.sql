SELECT verdict.*
FROM verdict
JOIN class_section USING (class_section_id)
JOIN school USING (school_id)
WHERE verdict.day = $day
  AND verdict.class_section_id IN (SELECT unnest($class_sections))
  AND ($all_blocks OR school.block_id IN (SELECT unnest($blocks)))
ORDER BY verdict_id
