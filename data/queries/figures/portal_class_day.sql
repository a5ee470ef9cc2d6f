SELECT p.uploaded, p.uploaded_at, p.present, p.imported_at
FROM portal_class_day p
JOIN class_section cs ON cs.class_section_id = p.class_section_id
JOIN school s ON s.school_id = cs.school_id
LEFT JOIN class_day cd ON cd.day = p.day AND cd.class_section_id = p.class_section_id
WHERE p.class_section_id = $class_section_id
  AND p.day = $day
  AND ($all_blocks OR coalesce(cd.block_id, s.block_id) IN (SELECT unnest($blocks)))
