-- unscoped: of a block that was looked up within the Scope
DELETE FROM pending_class_day WHERE day = $day AND block_id = $block_id
