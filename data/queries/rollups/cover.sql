-- unscoped: derived for the whole district; whoever reads it filters
INSERT INTO rolled_up VALUES ($first, $last)
