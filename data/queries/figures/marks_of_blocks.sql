-- Where the marks of class days with photos come from, by block. All but what persons said comes from the class days' own counts.
WITH counted AS (
    SELECT day, class_section_id, block_id, recognised, absent, uncertain, enrolled - references_of AS without_reference,
           enrolled - recognised - absent - uncertain AS not_recognised
    FROM class_day
    WHERE day BETWEEN $first AND $last
      AND photos > 0
      AND NOT coalesce(set_aside, FALSE)
      AND ($all_blocks OR block_id IN (SELECT unnest($blocks)))
), class_days AS (
    SELECT *, greatest(0, least(without_reference, not_recognised)) AS unjudged FROM counted
), said AS (
    SELECT c.block_id, count(*) AS present
    FROM attendance a
    JOIN class_days c ON c.day = a.day AND c.class_section_id = a.class_section_id
    WHERE a.day BETWEEN $first AND $last AND a.marked_by = 'person' AND a.mark = 'present'
    GROUP BY c.block_id
)
SELECT c.block_id,
       (sum(c.recognised) - coalesce(any_value(s.present), 0))::BIGINT AS present,
       sum(c.not_recognised - c.unjudged)::BIGINT AS not_recognised,
       coalesce(any_value(s.present), 0)::BIGINT AS said_present,
       sum(c.absent)::BIGINT AS said_absent,
       sum(c.uncertain + c.unjudged)::BIGINT AS left_out,
       count(*) AS class_days
FROM class_days c
LEFT JOIN said s ON s.block_id = c.block_id
GROUP BY c.block_id
ORDER BY c.block_id
