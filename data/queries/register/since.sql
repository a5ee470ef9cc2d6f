-- Submissions are few beside enrolments: an import that comes before any photo looks at none.
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
ORDER BY shown.day, shown.class_section_id
