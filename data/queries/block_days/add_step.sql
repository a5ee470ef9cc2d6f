-- unscoped: for a block that was looked up within the Scope
INSERT INTO block_day_step (day, block_id, kind, reason, figures, said_by, said_at)
VALUES ($day, $block_id, $kind, $reason, $figures, $said_by, $said_at)
