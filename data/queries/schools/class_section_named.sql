SELECT class_section_id
FROM class_section
JOIN school USING (school_id)
WHERE udise = $udise
  AND grade = $grade
  AND upper(section) = $section
  AND ($all_blocks OR block_id IN (SELECT unnest($blocks)))
