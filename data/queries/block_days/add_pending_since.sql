-- Class days on signed days, of class sections from a day of each on, wait until their day is opened again.
INSERT OR IGNORE INTO pending_class_day (day, class_section_id, block_id, since)
SELECT class_day.day, class_day.class_section_id, class_day.block_id, $since
FROM class_day
JOIN (
    SELECT class_section_id, min(first_day) AS first_day
    FROM (SELECT unnest($class_sections) AS class_section_id, unnest($days)::DATE AS first_day)
    GROUP BY class_section_id
) wanted ON wanted.class_section_id = class_day.class_section_id AND class_day.day >= wanted.first_day
JOIN block_day ON block_day.day = class_day.day AND block_day.block_id = class_day.block_id
WHERE block_day.state IN ('signed', 'locked')
  AND ($all_blocks OR class_day.block_id IN (SELECT unnest($blocks)))
