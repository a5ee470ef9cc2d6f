SELECT h.day, h.school_id, h.class_section_id, h.kind, h.counted
FROM headcount h
JOIN school s ON s.school_id = h.school_id
WHERE h.day BETWEEN $first AND $last AND ($all_blocks OR s.block_id IN (SELECT unnest($blocks)))
