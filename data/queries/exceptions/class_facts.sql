-- unscoped: evaluated for the whole district; the list filters what it found
WITH class_days AS (
    SELECT day, class_section_id, grade, school_id, cluster_id, block_id, with_photos, enrolled, recognised, uncertain,
           recognised + seen_not_named AS seen,
           coalesce(uploaded, FALSE) AS uploaded,
           reported_at IS NOT NULL OR uploaded IS NOT NULL AS reported,
           coalesce(uploaded AND (uploaded_at::DATE > day OR uploaded_at::TIME > late_after), FALSE) AS late,
           portal_present,
           row_number() OVER of_class AS n,
           row_number() OVER (PARTITION BY class_section_id, with_photos ORDER BY day DESC) AS n_read,
           row_number() OVER (PARTITION BY class_section_id, coalesce(uploaded, FALSE) ORDER BY day DESC) AS n_uploaded,
           max(day) FILTER (with_photos) OVER (PARTITION BY class_section_id) AS last_read,
           max(day) FILTER (uploaded) OVER (PARTITION BY class_section_id) AS last_uploaded
    FROM known_class_day($first, $day)
    CROSS JOIN late_after
    WHERE expected
    WINDOW of_class AS (PARTITION BY class_section_id ORDER BY day DESC)
), school_median AS (
    SELECT school_id, median(recognised / enrolled) AS school_share, count(*) AS school_days
    FROM class_days
    WHERE with_photos AND n_read > 1 AND enrolled > 0
    GROUP BY school_id
), facts AS (
    SELECT class_section_id,
           arg_max(school_id, day) AS school_id,
           arg_max(cluster_id, day) AS cluster_id,
           arg_max(block_id, day) AS block_id,
           max(day) AS last_expected,
           count(*) FILTER (last_read IS NULL OR day > last_read) AS unread_days,
           min(day) FILTER (last_read IS NULL OR day > last_read) AS unread_first,
           count(*) FILTER (reported AND (last_uploaded IS NULL OR day > last_uploaded)) AS lacking_days,
           min(day) FILTER (reported AND (last_uploaded IS NULL OR day > last_uploaded)) AS lacking_first,
           max(day) FILTER (reported AND (last_uploaded IS NULL OR day > last_uploaded)) AS lacking_last,
           count(*) FILTER (uploaded AND n_uploaded <= $week) AS uploaded_days,
           count(*) FILTER (late AND n_uploaded <= $week) AS late_days,
           min(day) FILTER (late AND n_uploaded <= $week) AS late_first,
           max(day) FILTER (late AND n_uploaded <= $week) AS late_last,
           any_value(last_read) AS last_read,
           min(n) FILTER (with_photos) <= $week AS read_lately,
           max(enrolled) FILTER (with_photos AND n_read = 1) AS enrolled,
           max(recognised) FILTER (with_photos AND n_read = 1) AS recognised,
           max(seen) FILTER (with_photos AND n_read = 1) AS seen,
           count(*) FILTER (with_photos AND n_read BETWEEN 2 AND $baseline + 1 AND enrolled > 0) AS baseline_days,
           median(seen / enrolled) FILTER (with_photos AND n_read BETWEEN 2 AND $baseline + 1 AND enrolled > 0) AS baseline,
           mad(seen / enrolled) FILTER (with_photos AND n_read BETWEEN 2 AND $baseline + 1 AND enrolled > 0) AS deviation,
           sum(uncertain) FILTER (with_photos AND n <= $week) AS uncertain,
           min(day) FILTER (with_photos AND n <= $week AND uncertain > 0) AS uncertain_first,
           max(day) FILTER (with_photos AND n <= $week AND uncertain > 0) AS uncertain_last,
           count(*) FILTER (with_photos AND n <= $week AND uncertain > 0) AS uncertain_days,
           count(*) FILTER (with_photos AND n_read <= $constant) AS faces_days,
           min(seen) FILTER (with_photos AND n_read <= $constant) AS faces_least,
           max(seen) FILTER (with_photos AND n_read <= $constant) AS faces_most,
           min(enrolled) FILTER (with_photos AND n_read <= $constant) AS faces_enrolled,
           min(day) FILTER (with_photos AND n_read <= $constant) AS faces_first,
           count(portal_present) FILTER (uploaded AND n_uploaded <= $constant) AS present_days,
           min(portal_present) FILTER (uploaded AND n_uploaded <= $constant) AS present_least,
           max(portal_present) FILTER (uploaded AND n_uploaded <= $constant) AS present_most,
           min(day) FILTER (uploaded AND n_uploaded <= $constant) AS present_first,
           any_value(last_uploaded) AS last_uploaded,
           min(n) FILTER (uploaded) <= $week AS uploaded_lately
    FROM class_days
    GROUP BY class_section_id
)
SELECT f.*, m.school_share, coalesce(m.school_days, 0) AS school_days
FROM facts f
LEFT JOIN school_median m ON m.school_id = f.school_id
ORDER BY f.class_section_id
