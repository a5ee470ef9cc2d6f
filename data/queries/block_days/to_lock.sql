SELECT day, block_id
FROM block_day
JOIN (
    SELECT day, block_id, max(said_at) AS signed_at FROM block_day_step WHERE kind = 'signed' GROUP BY ALL
) AS signed USING (day, block_id)
WHERE state = 'signed'
  AND signed_at < $before
  AND ($all_blocks OR block_id IN (SELECT unnest($blocks)))
ORDER BY day, block_id
