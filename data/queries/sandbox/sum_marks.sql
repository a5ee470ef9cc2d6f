-- unscoped: the sandbox is filled before anybody works in it
CREATE OR REPLACE TEMP TABLE drawn_sum AS
WITH sums AS (
    SELECT day, class_section_id,
           count(*) FILTER (came)::INTEGER AS came,
           count(*) FILTER (mark = 'present')::INTEGER AS recognised,
           count(*) FILTER (mark = 'absent')::INTEGER AS absent,
           count(*) FILTER (mark = 'uncertain')::INTEGER AS uncertain,
           count(*) FILTER (seen AND mark IN ('uncertain', 'not_recognised'))::INTEGER AS unnamed,
           count(*) FILTER (has_reference)::INTEGER AS references_of
    FROM drawn_mark
    GROUP BY day, class_section_id
)
SELECT c.*, s.* EXCLUDE (day, class_section_id)
FROM drawn_class_day c
JOIN sums s ON s.day = c.day AND s.class_section_id = c.class_section_id
ORDER BY c.day, c.school_id, c.class_section_id
