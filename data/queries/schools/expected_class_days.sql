WITH span AS (
    SELECT day::DATE AS day
    FROM generate_series($first::DATE::TIMESTAMP, $last::DATE::TIMESTAMP, INTERVAL 1 DAY) AS t(day)
), roll AS (
    SELECT class_section_id, min(from_day) AS from_day, max(coalesce(to_day, DATE '9999-12-31')) AS to_day
    FROM enrolment
    GROUP BY class_section_id
), open_school AS (
    SELECT d.day, s.school_id, s.cluster_id, s.block_id
    FROM span d
    CROSS JOIN school s
    WHERE ($all_blocks OR s.block_id IN (SELECT unnest($blocks)))
      AND isodow(d.day) <> s.weekly_off
      AND NOT EXISTS (
          FROM calendar k
          WHERE k.day = d.day
            AND (k.block_id IS NULL OR k.block_id = s.block_id)
            AND (k.school_id IS NULL OR k.school_id = s.school_id)
      )
)
SELECT o.day, cs.class_section_id, o.school_id, o.cluster_id, o.block_id
FROM open_school o
JOIN class_section cs ON cs.school_id = o.school_id
JOIN roll r ON r.class_section_id = cs.class_section_id AND o.day BETWEEN r.from_day AND r.to_day
ORDER BY o.day, o.school_id, cs.class_section_id
