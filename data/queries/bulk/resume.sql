DELETE FROM paused_block
WHERE block_id IN (SELECT unnest($block_ids))
  AND ($all_blocks OR block_id IN (SELECT unnest($blocks)))
