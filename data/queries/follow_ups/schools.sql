-- The schools of a list of cases: those with the longest first, then those with most.
SELECT f.school_id,
       count(*) AS found,
       count(*) FILTER (f.state = 'open') AS nobody,
       count(*) FILTER (f.state <> 'closed' AND f.visit_by < $today) AS overdue,
       max(f.days) AS longest,
       min(f.first_day) AS first_day,
       count(*) OVER () AS schools,
       sum(count(*)) OVER () AS all_found,
       any_value(s.udise) AS udise, any_value(s.name_hi) AS school_hi, any_value(s.name_en) AS school_en,
       any_value(s.head_name) AS head_name, any_value(s.head_phone) AS head_phone,
       any_value(c.name_hi) AS cluster_hi, any_value(c.name_en) AS cluster_en,
       any_value(c.crc_name) AS crc_name, any_value(c.crc_phone) AS crc_phone,
       any_value(f.block_id) AS block_id, any_value(b.name_hi) AS block_hi, any_value(b.name_en) AS block_en
FROM follow_up f
JOIN school s ON s.school_id = f.school_id
JOIN cluster c ON c.cluster_id = s.cluster_id
JOIN block b ON b.block_id = f.block_id
WHERE ($block_id IS NULL OR f.block_id = $block_id)
  AND ($cluster_id IS NULL OR s.cluster_id = $cluster_id)
  AND ($visitor IS NULL OR f.visitor = $visitor)
  AND f.state IN (SELECT unnest($states::TEXT[]))
  AND ($overdue_on IS NULL OR (f.state <> 'closed' AND f.visit_by < $overdue_on))
  AND ($all_blocks OR f.block_id IN (SELECT unnest($blocks)))
GROUP BY f.school_id
ORDER BY max(f.days) DESC, count(*) DESC, f.school_id
LIMIT $most
