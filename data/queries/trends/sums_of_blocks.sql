-- One row per day, week or month and block, grade, or all of them.
SELECT date_trunc($period, v.day)::DATE AS day,
       CASE $by WHEN 'block' THEN v.block_id WHEN 'grade' THEN v.grade::TEXT ELSE '' END AS key,
       sum(v.expected)::BIGINT AS expected,
       sum(v.read)::BIGINT AS read,
       sum(v.with_photos)::BIGINT AS with_photos,
       coalesce(sum(v.expected) FILTER (r.day IS NOT NULL), 0)::BIGINT AS portal_expected,
       sum(v.uploaded)::BIGINT AS uploaded,
       sum(v.late)::BIGINT AS late,
       sum(v.enrolled)::BIGINT AS enrolled,
       sum(v.recognised)::BIGINT AS recognised,
       sum(v.seen_not_named)::BIGINT AS seen_not_named,
       sum(v.not_seen)::BIGINT AS not_seen,
       sum(v.absent)::BIGINT AS absent,
       sum(v.uncertain)::BIGINT AS uncertain,
       max(v.fed_at) AS fed_at,
       max(r.imported_at) AS portal_fed_at
FROM grade_day v
LEFT JOIN portal_report r ON r.day = v.day AND r.block_id = v.block_id
WHERE v.day BETWEEN $first AND $last
  AND ($weekday::INTEGER IS NULL OR isodow(v.day) = $weekday)
  AND ($block_id IS NULL OR v.block_id = $block_id)
  AND ($all_blocks OR v.block_id IN (SELECT unnest($blocks)))
GROUP BY ALL
ORDER BY day, key
