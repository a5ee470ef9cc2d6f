-- unscoped: which days the evaluation for a day looks at; the whole district's calendar decides
WITH by_day AS (
    SELECT day, sum(expected) AS expected
    FROM grade_day
    WHERE day BETWEEN $day::DATE - 200 AND $day
    GROUP BY day
), working AS ( -- on Sundays only Urdu schools work
    SELECT day, row_number() OVER (ORDER BY day DESC) AS n
    FROM by_day
    WHERE expected > 0 AND expected * 2 >= (SELECT max(expected) FROM by_day)
)
SELECT coalesce(min(day) FILTER (n <= $window), $day) AS first
FROM working
