SELECT p.pupil_id, p.class_section_id, cs.school_id, p.present
FROM portal_pupil_day p
JOIN class_section cs ON cs.class_section_id = p.class_section_id
JOIN school s ON s.school_id = cs.school_id
WHERE p.day = $day AND ($all_blocks OR s.block_id IN (SELECT unnest($blocks)))
