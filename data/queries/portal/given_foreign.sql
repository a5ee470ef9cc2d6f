-- Whether a school that is given is not there or outside the scope, or is not the school of its class section.
SELECT count(*) > 0
FROM portal_given g
LEFT JOIN school s ON s.school_id = g.school_id AND ($all_blocks OR s.block_id IN (SELECT unnest($blocks)))
LEFT JOIN class_section cs ON cs.class_section_id = g.class_section_id
WHERE s.school_id IS NULL OR (g.class_section_id IS NOT NULL AND cs.school_id IS DISTINCT FROM g.school_id)
