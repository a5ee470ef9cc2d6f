SELECT cs.class_section_id, cs.school_id, cs.grade, cs.section, s.udise, s.name_hi AS school_hi, s.name_en AS school_en,
       s.head_name, s.head_phone, s.weekly_off, s.cluster_id, c.name_hi AS cluster_hi, c.name_en AS cluster_en,
       s.block_id, b.name_hi AS block_hi, b.name_en AS block_en
FROM class_section cs
JOIN school s ON s.school_id = cs.school_id
JOIN block b ON b.block_id = s.block_id
JOIN cluster c ON c.cluster_id = s.cluster_id
WHERE cs.class_section_id = $class_section_id AND ($all_blocks OR s.block_id IN (SELECT unnest($blocks)))
