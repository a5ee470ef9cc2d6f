-- A class and the photos on its days that were used before, as far as nobody has dismissed or confirmed it.
SELECT f.class_section_id, f.block_id, s.cluster_id, s.school_id,
       max(f.day) AS last_day,
       count(DISTINCT coalesce(f.photo_id, -f.flag_id)) AS photos,
       count(DISTINCT f.day) AS days,
       bool_or(f.kind = 'same_bytes') AS same_bytes,
       max(f.severity) AS severity,
       b.name_hi AS block_hi, b.name_en AS block_en,
       c.name_hi AS cluster_hi, c.name_en AS cluster_en,
       s.udise, s.name_hi AS school_hi, s.name_en AS school_en,
       cs.grade, cs.section
FROM flag f
JOIN class_section cs ON cs.class_section_id = f.class_section_id
JOIN school s ON s.school_id = cs.school_id
JOIN cluster c ON c.cluster_id = s.cluster_id
JOIN block b ON b.block_id = f.block_id
WHERE f.day BETWEEN $first AND $last
  AND f.kind IN ('same_bytes', 'near_duplicate')
  AND f.state IN ('open', 'asked')
  AND ($block_id IS NULL OR f.block_id = $block_id)
  AND ($all_blocks OR f.block_id IN (SELECT unnest($blocks)))
GROUP BY ALL
ORDER BY f.block_id, s.school_id, cs.grade, cs.section
