-- Class days whose photos were confirmed as a fake count nowhere as read; of the days given those that change come back.
UPDATE class_day
SET set_aside = x.set_aside, rev = class_day.rev + 1, updated_at = $updated_at
FROM (
    SELECT g.day, g.class_section_id, bool_or(f.flag_id IS NOT NULL) AS set_aside
    FROM (SELECT unnest($days) AS day, unnest($class_sections) AS class_section_id) g
    LEFT JOIN flag f
      ON f.day = g.day AND f.class_section_id = g.class_section_id AND f.state = 'confirmed'
      AND f.kind IN (SELECT unnest($fakes)) AND f.severity >= 2 -- as in flags/fakes_of
    GROUP BY ALL
) x
WHERE class_day.day = x.day
  AND class_day.class_section_id = x.class_section_id
  AND class_day.set_aside IS DISTINCT FROM x.set_aside
  AND ($all_blocks OR class_day.block_id IN (SELECT unnest($blocks)))
RETURNING class_day.day, class_day.class_section_id, class_day.school_id
