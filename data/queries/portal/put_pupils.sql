-- unscoped: of schools that were looked up within the Scope
INSERT INTO portal_pupil_day (day, pupil_id, class_section_id, present, imported_at)
SELECT $day, pupil_id, class_section_id, present = 1, $imported_at
FROM portal_given
ORDER BY school_id, class_section_id, pupil_id
