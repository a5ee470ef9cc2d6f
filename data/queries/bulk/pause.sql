INSERT OR REPLACE INTO paused_block (block_id, paused_by, paused_at)
SELECT block_id, $by, $at FROM block
WHERE block_id IN (SELECT unnest($block_ids))
  AND ($all_blocks OR block_id IN (SELECT unnest($blocks)))
