INSERT OR REPLACE INTO headcount (day, school_id, class_section_id, kind, counted, imported_at)
SELECT given.day, given.school_id, given.class_section_id, given.kind, given.counted, $imported_at
FROM (
    SELECT unnest($day) AS day, unnest($school_id) AS school_id, unnest($class_section_id) AS class_section_id,
           unnest($kind) AS kind, unnest($counted) AS counted
) given
JOIN school s ON s.school_id = given.school_id
WHERE $all_blocks OR s.block_id IN (SELECT unnest($blocks))
