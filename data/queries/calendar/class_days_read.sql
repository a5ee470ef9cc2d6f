WITH given AS (
    SELECT unnest($day) AS day, unnest($block_id) AS block_id, unnest($school_id) AS school_id, unnest($grades) AS grades
)
SELECT c.day, count(*) AS class_days
FROM class_day c
JOIN class_section cs ON cs.class_section_id = c.class_section_id
WHERE c.photos > 0 AND NOT c.set_aside
  AND ($all_blocks OR c.block_id IN (SELECT unnest($blocks)))
  AND EXISTS (
      FROM given
      WHERE given.day = c.day
        AND (given.block_id IS NULL OR given.block_id = c.block_id)
        AND (given.school_id IS NULL OR given.school_id = c.school_id)
        AND (given.grades IS NULL OR list_contains(string_split(given.grades, ','), cs.grade::TEXT))
  )
GROUP BY c.day
ORDER BY c.day
