SELECT isodow($day::DATE) <> p.weekly_off AND NOT EXISTS (
    FROM calendar k
    WHERE k.day = $day
      AND (k.block_id IS NULL OR k.block_id = p.block_id)
      AND (k.school_id IS NULL OR k.school_id = p.school_id)
      AND (k.grades IS NULL OR list_contains(k.grades, $grade))
) AS expected
FROM school s
JOIN school_place p ON p.school_id = s.school_id AND $day >= p.from_day AND (p.to_day IS NULL OR $day <= p.to_day)
WHERE s.school_id = $school_id AND ($all_blocks OR s.block_id IN (SELECT unnest($blocks)))
