-- unscoped: days of the whole district's calendar
SELECT CASE WHEN count(*) = $school_days THEN min(day) END AS day
FROM (
    SELECT DISTINCT t.day::DATE AS day
    FROM generate_series($day::DATE::TIMESTAMP - INTERVAL 150 DAY, $day::DATE::TIMESTAMP - INTERVAL 1 DAY, INTERVAL 1 DAY) AS t(day)
    JOIN school_place pl ON t.day::DATE >= pl.from_day AND (pl.to_day IS NULL OR t.day::DATE <= pl.to_day)
    WHERE isodow(t.day) <> pl.weekly_off
      AND NOT EXISTS (
          FROM calendar k
          WHERE k.day = t.day::DATE
            AND k.grades IS NULL
            AND (k.block_id IS NULL OR k.block_id = pl.block_id)
            AND (k.school_id IS NULL OR k.school_id = pl.school_id)
      )
    ORDER BY day DESC
    LIMIT $school_days
)
