-- unscoped: what has ended is nobody's
DELETE FROM claim WHERE until <= $now AND item <> $item
