-- Photos by their number, as far as they lie within the scope, each with the first class it was sent for.
SELECT ph.photo_id, ph.side, ph.width, ph.height, ph.vault_name, ph.taken_at, b.day, b.block_id, b.submission_id, b.class_sections,
       cs.class_section_id, cs.grade, cs.section, s.school_id, s.name_hi AS school_hi, s.name_en AS school_en,
       k.name_hi AS block_hi, k.name_en AS block_en
FROM photo ph
JOIN submission b ON b.submission_id = ph.submission_id
JOIN class_section cs ON cs.class_section_id = b.class_sections[1]
JOIN school s ON s.school_id = cs.school_id
JOIN block k ON k.block_id = b.block_id
WHERE ph.photo_id IN (SELECT unnest($photo_ids))
  AND ($all_blocks OR b.block_id IN (SELECT unnest($blocks)))
ORDER BY ph.photo_id
