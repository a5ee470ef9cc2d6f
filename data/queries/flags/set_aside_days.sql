-- Class days that are set aside, each with the flag for it that was confirmed first.
SELECT f.day, f.class_section_id, f.block_id, f.kind, f.cause, f.evidence, f.photo_id, f.flag_id, f.decided_at,
       coalesce(a.name, f.decided_by) AS decided_by, st.text,
       cs.grade, cs.section, s.school_id, s.udise, s.name_hi AS school_hi, s.name_en AS school_en, s.head_name, s.head_phone,
       b.name_hi AS block_hi, b.name_en AS block_en, b.beo_name, b.beo_phone
FROM flag f
JOIN class_day c ON c.day = f.day AND c.class_section_id = f.class_section_id AND c.set_aside
JOIN class_section cs ON cs.class_section_id = f.class_section_id
JOIN school s ON s.school_id = cs.school_id
JOIN block b ON b.block_id = f.block_id
LEFT JOIN account a ON a.username = f.decided_by
LEFT JOIN flag_step st ON st.flag_id = f.flag_id AND st.kind = 'confirmed' AND st.said_at = f.decided_at
WHERE f.state = 'confirmed'
  AND f.kind IN (SELECT unnest($fakes)) AND f.severity >= 2 -- as in flags/fakes_of
  AND f.day BETWEEN $first AND $last
  AND ($class_section_id IS NULL OR f.class_section_id = $class_section_id)
  AND ($all_blocks OR f.block_id IN (SELECT unnest($blocks)))
QUALIFY row_number() OVER (PARTITION BY f.day, f.class_section_id ORDER BY f.decided_at, f.flag_id) = 1
ORDER BY f.decided_at DESC, f.day DESC, s.school_id, cs.grade, cs.section
