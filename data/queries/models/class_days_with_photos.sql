SELECT class_day.day, class_day.class_section_id, class_day.block_id, class_day.enrolled
FROM class_day
WHERE EXISTS (
    SELECT 1
    FROM submission
    JOIN photo USING (submission_id)
    WHERE submission.day = class_day.day
      AND list_contains(submission.class_sections, class_day.class_section_id)
      AND submission.read_at IS NOT NULL
      AND photo.vault_name IS NOT NULL
      AND photo.faces > 0
)
  AND NOT class_day.set_aside
  AND ($all_blocks OR class_day.block_id IN (SELECT unnest($blocks)))
ORDER BY class_day.day DESC, class_day.class_section_id
LIMIT $most
