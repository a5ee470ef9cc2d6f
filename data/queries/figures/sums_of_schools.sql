-- One row per cluster or school, or for all of a place; a day each where asked for.
WITH sums AS (
SELECT CASE WHEN $by_day THEN v.day END AS day,
       CASE WHEN $depth >= 1 THEN v.block_id END AS block_id,
       CASE WHEN $depth >= 2 THEN v.cluster_id END AS cluster_id,
       CASE WHEN $depth >= 3 THEN v.school_id END AS school_id,
       sum(v.expected)::BIGINT AS expected,
       sum(v.read)::BIGINT AS read,
       sum(v.with_photos)::BIGINT AS with_photos,
       sum(v.enrolled)::BIGINT AS enrolled,
       sum(v.recognised)::BIGINT AS recognised,
       sum(v.seen_not_named)::BIGINT AS seen_not_named,
       sum(v.not_seen)::BIGINT AS not_seen,
       sum(v.absent)::BIGINT AS absent,
       sum(v.uncertain)::BIGINT AS uncertain,
       coalesce(sum(v.expected) FILTER (r.day IS NOT NULL), 0)::BIGINT AS portal_expected,
       sum(v.uploaded)::BIGINT AS uploaded,
       sum(v.uploaded_unread)::BIGINT AS uploaded_unread,
       sum(v.late)::BIGINT AS late,
       max(v.fed_at) AS fed_at,
       max(r.imported_at) AS portal_fed_at
FROM school_day v
LEFT JOIN portal_report r ON r.day = v.day AND r.block_id = v.block_id
WHERE v.day BETWEEN $first AND $last
  AND ($block_id IS NULL OR v.block_id = $block_id)
  AND ($cluster_id IS NULL OR v.cluster_id = $cluster_id)
  AND ($school_id IS NULL OR v.school_id = $school_id)
  AND ($all_blocks OR v.block_id IN (SELECT unnest($blocks)))
GROUP BY ALL
)
SELECT sums.*, NULL::BIGINT AS class_section_id,
       b.name_hi AS block_hi, b.name_en AS block_en, c.name_hi AS cluster_hi, c.name_en AS cluster_en,
       s.udise, s.name_hi AS school_hi, s.name_en AS school_en, NULL::INTEGER AS grade, NULL AS section
FROM sums
LEFT JOIN block b ON b.block_id = sums.block_id
LEFT JOIN cluster c ON c.cluster_id = sums.cluster_id
LEFT JOIN school s ON s.school_id = sums.school_id
ORDER BY sums.day, sums.block_id, sums.cluster_id, sums.school_id
