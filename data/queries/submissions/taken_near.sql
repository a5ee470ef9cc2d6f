-- What the photos of a school say of when, where and with what they were taken; the days nearest to $day first. Visits are left
-- out: a visitor has another camera.
WITH said AS (
    SELECT day, unnest(from_json(taken, '["JSON"]')) AS word
    FROM submission
    WHERE school_id = $school_id
      AND day BETWEEN $day - $days AND $day + $days
      AND day <> $day
      AND source <> 'visit'
      AND taken IS NOT NULL
      AND ($all_blocks OR block_id IN (SELECT unnest($blocks)))
)
SELECT DISTINCT
    day,
    word ->> 'camera' AS camera,
    (word ->> 'taken_at')::TIMESTAMP AS taken_at,
    (word ->> 'latitude')::DOUBLE AS latitude,
    (word ->> 'longitude')::DOUBLE AS longitude
FROM said
ORDER BY abs(day - $day), day
