-- unscoped: of schools that were looked up within the Scope
INSERT OR REPLACE INTO portal_class_day (day, class_section_id, uploaded, uploaded_at, present, imported_at)
SELECT $day, c.class_section_id, TRUE, NULL, sum(g.present), $imported_at
FROM portal_counted c
JOIN portal_given g ON g.class_section_id = c.class_section_id
WHERE c.day = $day
GROUP BY c.class_section_id
ORDER BY c.class_section_id
