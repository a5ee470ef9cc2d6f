-- Schools whose place, as it stands, is not the one that is written down.
SELECT s.school_id
FROM school s
JOIN school_place p ON p.school_id = s.school_id AND p.to_day IS NULL
WHERE (s.block_id, s.cluster_id, s.weekly_off) <> (p.block_id, p.cluster_id, p.weekly_off)
  AND ($all_blocks OR s.block_id IN (SELECT unnest($blocks)))
