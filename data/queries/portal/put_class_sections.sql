-- unscoped: of schools that were looked up within the Scope
INSERT OR REPLACE INTO portal_class_day (day, class_section_id, uploaded, uploaded_at, present, imported_at)
SELECT $day, class_section_id, uploaded, uploaded_at, present, $imported_at
FROM portal_given
ORDER BY class_section_id
