WITH kept AS (
    SELECT *
    FROM exception
    WHERE ($block_id IS NULL OR block_id = $block_id)
      AND ($rule IS NULL OR rule = $rule)
      AND step >= $step
      AND severity >= $severity
      AND state IN (SELECT unnest($states))
      AND ($owner IS NULL OR owner = $owner)
      AND ($every_school OR school_id IN (SELECT unnest($school_ids)))
      AND ($all_blocks OR block_id IN (SELECT unnest($blocks)))
)
SELECT e.*,
       s.udise, s.name_hi AS school_hi, s.name_en AS school_en, s.head_name, s.head_phone,
       c.name_hi AS cluster_hi, c.name_en AS cluster_en, c.crc_name, c.crc_phone,
       b.name_hi AS block_hi, b.name_en AS block_en, b.beo_name, b.beo_phone,
       cs.grade, cs.section
FROM kept e
JOIN school s ON s.school_id = e.school_id
JOIN cluster c ON c.cluster_id = e.cluster_id
JOIN block b ON b.block_id = e.block_id
LEFT JOIN class_section cs ON cs.class_section_id = e.class_section_id
ORDER BY e.severity DESC, e.block_id, s.name_en, e.school_id, e.rule, cs.grade, cs.section
