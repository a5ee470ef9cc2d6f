SELECT cs.class_section_id, cs.grade, cs.section, s.udise, s.name_hi AS school_hi, s.name_en AS school_en
FROM class_section cs
JOIN school s ON s.school_id = cs.school_id
WHERE cs.class_section_id IN (SELECT unnest($class_section_ids))
  AND ($all_blocks OR s.block_id IN (SELECT unnest($blocks)) OR EXISTS (
      FROM class_day c WHERE c.class_section_id = cs.class_section_id AND c.block_id IN (SELECT unnest($blocks))
  ))
