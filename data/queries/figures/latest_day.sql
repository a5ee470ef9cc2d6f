SELECT max(day) AS day
FROM (
    SELECT day
    FROM class_day
    WHERE day BETWEEN $first AND $last AND photos > 0 AND ($all_blocks OR block_id IN (SELECT unnest($blocks)))
    UNION ALL
    SELECT p.day
    FROM portal_class_day p
    JOIN class_section cs ON cs.class_section_id = p.class_section_id
    JOIN school s ON s.school_id = cs.school_id
    WHERE p.day BETWEEN $first AND $last AND ($all_blocks OR s.block_id IN (SELECT unnest($blocks)))
)
