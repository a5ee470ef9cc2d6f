SELECT visitor, count(*) AS cases
FROM follow_up
WHERE visitor IS NOT NULL
  AND state <> 'closed'
  AND ($block_id IS NULL OR block_id = $block_id)
  AND ($all_blocks OR block_id IN (SELECT unnest($blocks)))
GROUP BY visitor
ORDER BY visitor
