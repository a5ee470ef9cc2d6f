SELECT s.school_id, s.udise, s.name_hi, s.name_en, s.block_id, b.name_hi AS block_hi, b.name_en AS block_en,
       s.cluster_id, c.name_hi AS cluster_hi, c.name_en AS cluster_en, s.management, s.village, s.tablets,
       s.head_name, s.head_phone, s.weekly_off, s.fictional, s.latitude, s.longitude
FROM school s
JOIN block b ON b.block_id = s.block_id
JOIN cluster c ON c.cluster_id = s.cluster_id
WHERE $all_blocks OR s.block_id IN (SELECT unnest($blocks))
ORDER BY s.block_id, s.name_en, s.school_id
