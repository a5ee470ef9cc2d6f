SELECT max(v.day) AS day
FROM grade_day v
LEFT JOIN portal_report r ON r.day = v.day AND r.block_id = v.block_id
WHERE v.day BETWEEN $first AND $last
  AND (v.with_photos > 0 OR r.day IS NOT NULL)
  AND ($all_blocks OR v.block_id IN (SELECT unnest($blocks)))
