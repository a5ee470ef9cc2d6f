-- unscoped: for a block that was looked up within the Scope
INSERT OR REPLACE INTO block_day (day, block_id, state, figures) VALUES ($day, $block_id, $state, $figures)
