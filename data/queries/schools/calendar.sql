SELECT k.day, k.kind, k.name_hi, k.name_en, k.block_id, k.school_id, k.grades, k.by_order
FROM calendar k
LEFT JOIN school s ON s.school_id = k.school_id
WHERE k.day BETWEEN $first AND $last
  AND ($all_blocks
       OR coalesce(k.block_id, s.block_id) IS NULL
       OR coalesce(k.block_id, s.block_id) IN (SELECT unnest($blocks)))
ORDER BY k.day
