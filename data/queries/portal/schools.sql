SELECT p.school_id, p.uploaded, p.uploaded_at, p.present
FROM portal_school_day p
JOIN school s ON s.school_id = p.school_id
WHERE p.day = $day AND ($all_blocks OR s.block_id IN (SELECT unnest($blocks)))
