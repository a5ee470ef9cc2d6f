-- unscoped: the evaluation's own
INSERT INTO exception (
    rule, school_id, class_section_id, cluster_id, block_id, first_day, last_day, days, step, severity, measured, found_on
)
SELECT f.rule, f.school_id, f.class_section_id, f.cluster_id, f.block_id, f.first_day, f.last_day, f.days, f.step, f.severity,
       f.measured, $day
FROM exception_found f
WHERE NOT EXISTS (
    FROM exception e
    WHERE e.rule = f.rule AND e.school_id = f.school_id AND e.class_section_id = f.class_section_id AND e.ended_on IS NULL
)
ORDER BY f.block_id, f.school_id, f.class_section_id, f.rule
