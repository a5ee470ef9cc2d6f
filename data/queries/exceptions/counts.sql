SELECT rule, step, severity, state, count(*) AS found
FROM exception
WHERE ended_on IS NULL
  AND ($block_id IS NULL OR block_id = $block_id)
  AND ($all_blocks OR block_id IN (SELECT unnest($blocks)))
GROUP BY ALL
ORDER BY ALL
