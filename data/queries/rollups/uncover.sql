-- unscoped: derived for the whole district; whoever reads it filters
DELETE FROM rolled_up
