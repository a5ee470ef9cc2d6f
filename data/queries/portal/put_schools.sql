-- unscoped: of schools that were looked up within the Scope
INSERT OR REPLACE INTO portal_school_day (day, school_id, uploaded, uploaded_at, present, imported_at)
SELECT $day, school_id, uploaded, uploaded_at, present, $imported_at
FROM portal_given
ORDER BY school_id
