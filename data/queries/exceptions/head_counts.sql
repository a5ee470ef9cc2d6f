-- unscoped: evaluated for the whole district; the list filters what it found
WITH class_days AS (
    SELECT day, class_section_id, school_id, cluster_id, block_id, with_photos,
           recognised + seen_not_named AS seen,
           row_number() OVER (PARTITION BY class_section_id ORDER BY day DESC) AS n
    FROM known_class_day($first, $day)
    WHERE expected
), counted AS (
    SELECT c.day, c.school_id, c.class_section_id, c.cluster_id, c.block_id, h.kind, h.counted, c.seen
    FROM class_days c
    JOIN headcount h ON h.day = c.day AND h.school_id = c.school_id AND h.class_section_id = c.class_section_id
    WHERE c.with_photos AND c.n <= $week
    UNION ALL
    -- the whole school, on days on which all its classes were read
    SELECT c.day, c.school_id, 0, c.cluster_id, c.block_id, h.kind, h.counted, c.seen
    FROM (
        SELECT day, school_id,
               arg_max(cluster_id, class_section_id) AS cluster_id,
               arg_max(block_id, class_section_id) AS block_id,
               sum(seen) AS seen,
               min(n) AS n,
               bool_and(with_photos) AS whole
        FROM class_days
        GROUP BY day, school_id
    ) c
    JOIN headcount h ON h.day = c.day AND h.school_id = c.school_id AND h.class_section_id = 0
    WHERE c.whole AND c.n <= $week
)
SELECT school_id, class_section_id, kind,
       max(day) AS day,
       arg_max(cluster_id, day) AS cluster_id,
       arg_max(block_id, day) AS block_id,
       arg_max(counted, day)::INTEGER AS counted,
       arg_max(seen, day)::INTEGER AS seen
FROM counted
GROUP BY school_id, class_section_id, kind
ORDER BY school_id, class_section_id, kind
