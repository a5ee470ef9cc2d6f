-- One row per class day on which the portal marks pupils who have a mark here.
WITH counts AS (
    SELECT a.day, a.class_section_id,
           count(*) AS marked,
           count(*) FILTER (a.mark = 'present' AND NOT p.present) AS harmed,
           count(*) FILTER (a.mark = 'not_recognised' AND p.present) AS not_recognised,
           count(*) FILTER (a.mark = 'absent' AND p.present) AS said_absent
    FROM attendance a
    JOIN portal_pupil_day p ON p.day = a.day AND p.pupil_id = a.pupil_id
    WHERE a.day BETWEEN $first AND $last
      AND p.day BETWEEN $first AND $last
      AND ($block_id IS NULL OR a.block_id = $block_id)
      AND ($school_id IS NULL OR a.school_id = $school_id)
      AND ($class_section_id IS NULL OR a.class_section_id = $class_section_id)
      AND ($all_blocks OR a.block_id IN (SELECT unnest($blocks)))
    GROUP BY ALL
)
SELECT n.*
FROM counts n
JOIN class_day c ON c.day = n.day AND c.class_section_id = n.class_section_id AND NOT c.set_aside
WHERE $cluster_id IS NULL OR c.cluster_id = $cluster_id
ORDER BY n.day, n.class_section_id
