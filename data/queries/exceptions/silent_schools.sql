-- unscoped: evaluated for the whole district; the list filters what it found
WITH school_days AS (
    SELECT school_id, day,
           arg_max(cluster_id, class_section_id) AS cluster_id,
           arg_max(block_id, class_section_id) AS block_id,
           bool_or(with_photos OR set_aside OR coalesce(uploaded, FALSE)) AS heard,
           bool_or(reported_at IS NOT NULL OR uploaded IS NOT NULL) AS reported
    FROM known_class_day($first, $day)
    WHERE expected
    GROUP BY school_id, day
), since AS (
    SELECT *, max(day) FILTER (heard) OVER (PARTITION BY school_id) AS last_heard
    FROM school_days
)
SELECT school_id,
       arg_max(cluster_id, day) AS cluster_id,
       arg_max(block_id, day) AS block_id,
       count(*) AS days,
       min(day) AS first_day,
       max(day) AS last_day,
       any_value(last_heard) AS last_heard
FROM since
WHERE reported AND (last_heard IS NULL OR day > last_heard)
GROUP BY school_id
HAVING count(*) >= $least
ORDER BY school_id
