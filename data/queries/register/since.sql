-- Submissions are few beside enrolments: an import that comes before any photo looks at none. Class days on signed days wait
-- (block_days/add_pending_since).
WITH wanted AS (
    SELECT class_section_id, min(first_day) AS first_day
    FROM (SELECT unnest($class_sections) AS class_section_id, unnest($days)::DATE AS first_day)
    GROUP BY class_section_id
), shown AS (
    SELECT DISTINCT day, unnest(class_sections) AS class_section_id
    FROM submission
    WHERE day >= (SELECT min(first_day) FROM wanted)
      AND read_at IS NOT NULL
      AND ($all_blocks OR block_id IN (SELECT unnest($blocks)))
)
SELECT shown.day, shown.class_section_id
FROM shown
JOIN wanted ON wanted.class_section_id = shown.class_section_id AND shown.day >= wanted.first_day
LEFT JOIN class_day ON class_day.day = shown.day AND class_day.class_section_id = shown.class_section_id
LEFT JOIN block_day ON block_day.day = class_day.day AND block_day.block_id = class_day.block_id
WHERE block_day.state IS NULL OR block_day.state NOT IN ('signed', 'locked')
ORDER BY shown.day, shown.class_section_id
