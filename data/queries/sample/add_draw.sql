-- unscoped: the caller has checked the block against its Scope
INSERT INTO sample_draw (day, block_id, seed, minutes, items, drawn_at)
VALUES ($day, $block_id, $seed, $minutes, $items, $drawn_at)
