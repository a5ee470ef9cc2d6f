-- Where the marks of class days with photos come from, by block.
WITH class_days AS (
    SELECT day, class_section_id, block_id
    FROM class_day
    WHERE day BETWEEN $first AND $last
      AND photos > 0
      AND NOT coalesce(set_aside, FALSE)
      AND ($all_blocks OR block_id IN (SELECT unnest($blocks)))
), with_reference AS (
    SELECT DISTINCT pupil_id FROM reference_photo WHERE removed_at IS NULL
), marks AS (
    SELECT c.block_id,
           count(*) FILTER (a.mark = 'present' AND a.marked_by = 'machine') AS present,
           count(*) FILTER (a.mark = 'not_recognised' AND r.pupil_id IS NOT NULL) AS not_recognised,
           count(*) FILTER (a.mark = 'present' AND a.marked_by = 'person') AS said_present,
           count(*) FILTER (a.mark = 'absent') AS said_absent,
           count(*) FILTER (a.mark = 'uncertain' OR (a.mark = 'not_recognised' AND r.pupil_id IS NULL)) AS left_out
    FROM class_days c
    JOIN attendance a ON a.day = c.day AND a.class_section_id = c.class_section_id
    LEFT JOIN with_reference r ON r.pupil_id = a.pupil_id AND a.mark = 'not_recognised'
    WHERE a.day BETWEEN $first AND $last
    GROUP BY c.block_id
)
SELECT m.*, (SELECT count(*) FROM class_days c WHERE c.block_id = m.block_id) AS class_days
FROM marks m
ORDER BY m.block_id
