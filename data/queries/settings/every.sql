-- unscoped: settings hold for the whole district
SELECT name, value, changed_by, changed_at FROM setting ORDER BY name
