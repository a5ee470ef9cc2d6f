SELECT isodow($day::DATE) <> s.weekly_off AND NOT EXISTS (
    FROM calendar k
    WHERE k.day = $day
      AND (k.block_id IS NULL OR k.block_id = s.block_id)
      AND (k.school_id IS NULL OR k.school_id = s.school_id)
) AS expected
FROM school s
WHERE s.school_id = $school_id AND ($all_blocks OR s.block_id IN (SELECT unnest($blocks)))
