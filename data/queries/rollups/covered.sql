-- unscoped: derived for the whole district; whoever reads it filters
SELECT first_day, last_day FROM rolled_up
