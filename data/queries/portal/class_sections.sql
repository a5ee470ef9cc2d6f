SELECT p.class_section_id, cs.school_id, p.uploaded, p.uploaded_at, p.present
FROM portal_class_day p
JOIN class_section cs ON cs.class_section_id = p.class_section_id
JOIN school s ON s.school_id = cs.school_id
WHERE p.day = $day
  AND p.class_section_id NOT IN (SELECT class_section_id FROM portal_counted WHERE day = $day)
  AND ($all_blocks OR s.block_id IN (SELECT unnest($blocks)))
