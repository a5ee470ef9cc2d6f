-- unscoped: which class sections share a room's photos; deriving them together is the app's own work
SELECT DISTINCT unnest(class_sections) AS class_section_id
FROM submission
WHERE day = $day AND list_has_any(class_sections, $class_sections)
