INSERT INTO submission (submission_id, school_id, block_id, day, source, class_sections, submitted_by, submitted_at)
SELECT $submission_id, school_id, block_id, $day, $source, $class_sections, $submitted_by, $submitted_at
FROM school
WHERE school_id = $school_id
  AND ($all_blocks OR block_id IN (SELECT unnest($blocks)))
RETURNING submission_id
