SELECT day, block_id, seed, minutes, items, drawn_at
FROM sample_draw
WHERE day BETWEEN $first AND $last AND ($all_blocks OR block_id IN (SELECT unnest($blocks)))
ORDER BY day, block_id
