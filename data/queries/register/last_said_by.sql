SELECT verdict.said_by, account.name
FROM verdict
LEFT JOIN account ON account.username = verdict.said_by
JOIN class_section USING (class_section_id)
JOIN school USING (school_id)
WHERE verdict.day = $day
  AND verdict.class_section_id = $class_section_id
  AND ($all_blocks OR school.block_id IN (SELECT unnest($blocks)))
ORDER BY verdict_id DESC
LIMIT 1
