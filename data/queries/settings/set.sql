-- unscoped: settings hold for the whole district
INSERT OR REPLACE INTO setting (name, value, changed_by, changed_at) VALUES ($name, $value, $changed_by, $changed_at)
