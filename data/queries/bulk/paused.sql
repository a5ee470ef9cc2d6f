SELECT count(*) AS blocks, max_by(paused_by, paused_at) AS paused_by, max(paused_at) AS paused_at
FROM paused_block
WHERE $all_blocks OR block_id IN (SELECT unnest($blocks))
