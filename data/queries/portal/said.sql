-- What was said of these pupils on these days, and whatever was taken back on them.
SELECT v.verdict_id, v.day, v.class_section_id, v.kind, v.face_id, v.pupil_id, v.undoes, v.reason, v.said_by, v.said_at,
       a.name AS said_by_name
FROM verdict v
LEFT JOIN account a ON a.username = v.said_by
JOIN class_section cs ON cs.class_section_id = v.class_section_id
JOIN school s ON s.school_id = cs.school_id
WHERE v.day BETWEEN $first AND $last
  AND (v.kind = 'undo' OR v.pupil_id IN (SELECT unnest($pupil_ids)))
  AND ($all_blocks OR s.block_id IN (SELECT unnest($blocks)))
ORDER BY v.verdict_id
