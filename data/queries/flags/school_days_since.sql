SELECT count(DISTINCT day) AS days
FROM school_day
WHERE school_id = $school_id
  AND expected > 0
  AND day > $since AND day <= $today
  AND ($all_blocks OR block_id IN (SELECT unnest($blocks)))
