-- A pupil's marks, each with what the portal says of the day. Schools narrow the read: rows lie in the order of day and school.
SELECT a.day, a.class_section_id, a.school_id, a.block_id, a.mark, a.marked_by, a.similarity, c.enrolled, c.photos, p.present AS portal
FROM attendance a
JOIN class_day c ON c.day = a.day AND c.class_section_id = a.class_section_id AND NOT c.set_aside
LEFT JOIN (
    SELECT day, bool_or(present) AS present
    FROM portal_pupil_day
    WHERE pupil_id = $pupil_id AND day BETWEEN $first AND $last
    GROUP BY day
) p ON p.day = a.day
WHERE a.day BETWEEN $first AND $last
  AND a.school_id IN (SELECT unnest($school_ids))
  AND a.pupil_id = $pupil_id
  AND ($all_blocks OR a.block_id IN (SELECT unnest($blocks)))
ORDER BY a.day, a.class_section_id
