-- One row per class section of a place, or for one of them; a day each where asked for. From the class days themselves.
WITH visible AS (
    SELECT *
    FROM known_class_day($first, $last, of_school := $school_id)
    WHERE ($block_id IS NULL OR block_id = $block_id)
      AND ($cluster_id IS NULL OR cluster_id = $cluster_id)
      AND ($class_section_id IS NULL OR class_section_id = $class_section_id)
      AND ($all_blocks OR block_id IN (SELECT unnest($blocks)))
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
           count(*) FILTER (v.expected AND v.reported_at IS NOT NULL) AS portal_expected,
           count(*) FILTER (v.expected AND v.uploaded) AS uploaded,
           count(*) FILTER (v.expected AND v.uploaded AND NOT v.with_photos) AS uploaded_unread,
           count(*) FILTER (
               v.expected AND v.uploaded AND (v.uploaded_at::DATE > v.day OR v.uploaded_at::TIME > l.late_after)
           ) AS late,
           max(v.day) FILTER (v.expected AND NOT v.with_photos) AS last_unread,
           max(v.day) FILTER (v.expected AND v.reported_at IS NOT NULL AND NOT coalesce(v.uploaded, FALSE)) AS last_not_uploaded,
           max(v.day) FILTER (v.with_photos) AS last_read,
           max(v.day) FILTER (v.with_photos AND v.uncertain > 0) AS last_uncertain,
           max(v.updated_at) FILTER (v.with_photos) AS fed_at,
           max(v.reported_at) AS portal_fed_at
    FROM visible v
    CROSS JOIN late_after l
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
