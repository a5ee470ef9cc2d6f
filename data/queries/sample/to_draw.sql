-- Blocks with photos read of a day that was not drawn, and none that waits or is being read.
SELECT DISTINCT c.day, c.block_id
FROM class_day c
JOIN submission s ON s.day = c.day AND list_contains(s.class_sections, c.class_section_id) AND s.read_at IS NOT NULL
WHERE c.day BETWEEN $first AND $last
  AND c.photos > 0
  AND NOT EXISTS (FROM sample_draw d WHERE d.day = c.day AND d.block_id = c.block_id)
  AND NOT EXISTS (
      FROM job j
      JOIN submission w ON w.submission_id = j.submission_id
      WHERE w.day = c.day AND w.block_id = c.block_id AND w.read_at IS NULL AND j.state IN ('waiting', 'running')
  )
  AND ($all_blocks OR c.block_id IN (SELECT unnest($blocks)))
ORDER BY c.day, c.block_id
