SELECT s.kind, s.reason, s.figures, coalesce(a.name, s.said_by) AS said_by, s.said_at
FROM block_day_step s
LEFT JOIN account a ON a.username = s.said_by
WHERE s.day = $day
  AND s.block_id = $block_id
  AND ($all_blocks OR s.block_id IN (SELECT unnest($blocks)))
ORDER BY s.step_id
