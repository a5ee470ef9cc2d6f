INSERT INTO school_place
SELECT s.school_id, $from_day, NULL, s.block_id, s.cluster_id, s.weekly_off
FROM school s
WHERE s.school_id NOT IN (SELECT school_id FROM school_place WHERE to_day IS NULL)
  AND ($all_blocks OR s.block_id IN (SELECT unnest($blocks)))
