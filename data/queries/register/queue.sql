SELECT
    class_day.day,
    class_day.class_section_id,
    class_day.rev,
    class_day.enrolled,
    class_day.recognised,
    class_day.uncertain,
    class_day.doubt,
    class_section.grade,
    class_section.section,
    school.name_hi AS school_hi,
    school.name_en AS school_en,
    block.name_hi AS block_hi,
    block.name_en AS block_en
FROM class_day
JOIN class_section USING (class_section_id)
JOIN school ON school.school_id = class_day.school_id
JOIN block ON block.block_id = class_day.block_id
WHERE class_day.uncertain > 0
  AND NOT class_day.set_aside
  AND class_day.day BETWEEN $first_day AND $last_day
  AND EXISTS (
      SELECT 1 FROM submission
      WHERE submission.day = class_day.day
        AND list_contains(submission.class_sections, class_day.class_section_id)
        AND submission.read_at IS NOT NULL
  )
  AND ($all_blocks OR class_day.block_id IN (SELECT unnest($blocks)))
ORDER BY class_day.doubt DESC, class_day.day DESC, class_day.class_section_id
LIMIT $most
