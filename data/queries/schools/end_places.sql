-- Of schools that changed: a place that began before the day ends with the day before it.
UPDATE school_place p
SET to_day = $from_day::DATE - 1
FROM school s
WHERE s.school_id = p.school_id
  AND p.to_day IS NULL
  AND p.from_day < $from_day
  AND (s.block_id, s.cluster_id, s.weekly_off) <> (p.block_id, p.cluster_id, p.weekly_off)
  AND ($all_blocks OR s.block_id IN (SELECT unnest($blocks)))
