-- unscoped: the evaluation's own
INSERT OR REPLACE INTO exception_look VALUES ($day, $now)
