SELECT block_id
FROM block_day
WHERE day = $day
  AND block_id IN (SELECT unnest($block_ids))
  AND state IN ('signed', 'locked')
  AND ($all_blocks OR block_id IN (SELECT unnest($blocks)))
