-- One row per group of class days. What is expected follows schools/is_expected; a class day that was read keeps the school,
-- cluster and block of its day, one that was not has those of today.
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
    WHERE isodow(d.day) <> s.weekly_off
      AND NOT EXISTS (
          FROM calendar k
          WHERE k.day = d.day
            AND (k.block_id IS NULL OR k.block_id = s.block_id)
            AND (k.school_id IS NULL OR k.school_id = s.school_id)
      )
), expected AS (
    SELECT o.day, cs.class_section_id, o.school_id, o.cluster_id, o.block_id
    FROM open_school o
    JOIN class_section cs ON cs.school_id = o.school_id
    JOIN roll r ON r.class_section_id = cs.class_section_id AND o.day BETWEEN r.from_day AND r.to_day
), here AS (
    SELECT * FROM class_day WHERE day BETWEEN $first AND $last
), class_days AS (
    SELECT coalesce(h.day, e.day) AS day,
           coalesce(h.class_section_id, e.class_section_id) AS class_section_id,
           coalesce(h.school_id, e.school_id) AS school_id,
           coalesce(h.cluster_id, e.cluster_id) AS cluster_id,
           coalesce(h.block_id, e.block_id) AS block_id,
           e.day IS NOT NULL AS expected,
           coalesce(h.photos, 0) > 0 AS with_photos,
           h.enrolled, h.recognised, h.seen_not_named, h.not_seen, h.absent, h.uncertain, h.updated_at
    FROM expected e
    FULL JOIN here h ON h.day = e.day AND h.class_section_id = e.class_section_id
), visible AS (
    SELECT c.*, p.uploaded, p.uploaded_at, p.imported_at
    FROM class_days c
    LEFT JOIN portal_class_day p ON p.day = c.day AND p.class_section_id = c.class_section_id
    WHERE $all_blocks OR c.block_id IN (SELECT unnest($blocks))
), reported AS ( -- the days of a block for which the portal's report was imported
    SELECT day, block_id, max(imported_at) AS imported_at
    FROM visible
    WHERE imported_at IS NOT NULL
    GROUP BY day, block_id
), sums AS (
    SELECT CASE WHEN $by_day THEN v.day END AS day,
           CASE WHEN $depth >= 1 THEN v.block_id END AS block_id,
           CASE WHEN $depth >= 2 THEN v.cluster_id END AS cluster_id,
           CASE WHEN $depth >= 3 THEN v.school_id END AS school_id,
           CASE WHEN $depth >= 4 THEN v.class_section_id END AS class_section_id,
           count(*) FILTER (v.expected) AS expected,
           count(*) FILTER (v.expected AND v.with_photos) AS read,
           count(*) FILTER (v.with_photos) AS with_photos,
           coalesce(sum(v.enrolled) FILTER (v.with_photos), 0)::BIGINT AS enrolled,
           coalesce(sum(v.recognised) FILTER (v.with_photos), 0)::BIGINT AS recognised,
           coalesce(sum(v.seen_not_named) FILTER (v.with_photos), 0)::BIGINT AS seen_not_named,
           coalesce(sum(v.not_seen) FILTER (v.with_photos), 0)::BIGINT AS not_seen,
           coalesce(sum(v.absent) FILTER (v.with_photos), 0)::BIGINT AS absent,
           coalesce(sum(v.uncertain) FILTER (v.with_photos), 0)::BIGINT AS uncertain,
           count(*) FILTER (v.expected AND r.day IS NOT NULL) AS portal_expected,
           count(*) FILTER (v.expected AND v.uploaded) AS uploaded,
           count(*) FILTER (v.expected AND v.uploaded AND NOT v.with_photos) AS uploaded_unread,
           count(*) FILTER (
               v.expected AND v.uploaded AND (v.uploaded_at::DATE > v.day OR v.uploaded_at::TIME > $late_after::TIME)
           ) AS late,
           max(v.day) FILTER (v.expected AND NOT v.with_photos) AS last_unread,
           max(v.day) FILTER (v.expected AND r.day IS NOT NULL AND NOT coalesce(v.uploaded, FALSE)) AS last_not_uploaded,
           max(v.day) FILTER (v.with_photos) AS last_read,
           max(v.day) FILTER (v.with_photos AND v.uncertain > 0) AS last_uncertain,
           max(v.updated_at) FILTER (v.with_photos) AS fed_at,
           max(r.imported_at) AS portal_fed_at
    FROM visible v
    LEFT JOIN reported r ON r.day = v.day AND r.block_id = v.block_id
    WHERE ($block_id IS NULL OR v.block_id = $block_id)
      AND ($cluster_id IS NULL OR v.cluster_id = $cluster_id)
      AND ($school_id IS NULL OR v.school_id = $school_id)
      AND ($class_section_id IS NULL OR v.class_section_id = $class_section_id)
    GROUP BY ALL
)
SELECT sums.*,
       b.name_hi AS block_hi, b.name_en AS block_en,
       c.name_hi AS cluster_hi, c.name_en AS cluster_en,
       s.udise, s.name_hi AS school_hi, s.name_en AS school_en,
       cs.grade, cs.section
FROM sums
LEFT JOIN block b ON b.block_id = sums.block_id
LEFT JOIN cluster c ON c.cluster_id = sums.cluster_id
LEFT JOIN school s ON s.school_id = sums.school_id
LEFT JOIN class_section cs ON cs.class_section_id = sums.class_section_id
ORDER BY sums.day, sums.block_id, sums.cluster_id, sums.school_id, cs.grade, cs.section
