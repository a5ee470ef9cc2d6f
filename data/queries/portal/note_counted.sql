-- unscoped: of schools that were looked up within the Scope
INSERT INTO portal_counted
SELECT DISTINCT $day::DATE, class_section_id
FROM portal_given
WHERE class_section_id NOT IN (SELECT class_section_id FROM portal_class_day WHERE day = $day)
