-- The first flags of a cause within the scope, unsettled ones first, then newest day first, each with its place and class day.
SELECT f.flag_id, f.day, f.class_section_id, f.block_id, f.photo_id, f.kind, f.severity, f.evidence, f.raised_at, f.state,
       cs.grade, cs.section, s.school_id, s.udise, s.name_hi AS school_hi, s.name_en AS school_en, s.head_name, s.head_phone,
       b.name_hi AS block_hi, b.name_en AS block_en, b.beo_name, b.beo_phone,
       c.rev IS NOT NULL AS read
FROM flag f
JOIN class_section cs ON cs.class_section_id = f.class_section_id
JOIN school s ON s.school_id = cs.school_id
JOIN block b ON b.block_id = f.block_id
LEFT JOIN class_day c ON c.day = f.day AND c.class_section_id = f.class_section_id
WHERE f.cause = $cause
  AND ($all_blocks OR f.block_id IN (SELECT unnest($blocks)))
ORDER BY f.state IN ('open', 'asked', 'answered') DESC, f.day DESC, f.flag_id
LIMIT $most
