-- unscoped: the sandbox is filled before anybody works in it
INSERT INTO headcount (day, school_id, class_section_id, kind, counted, imported_at)
WITH counted AS (
    SELECT day, school_id, 0 AS class_section_id, sum(came) AS came, sum(came) FILTER (grade <= 8) AS eaters, sum(size) AS size,
           bool_or(inflates) AS inflates, hash(school_id * 100003 + any_value(number)) AS h
    FROM drawn_sum
    GROUP BY day, school_id
    UNION ALL
    SELECT day, school_id, class_section_id, came, NULL, size, FALSE, hash(hash(h2)) FROM drawn_sum WHERE by_class
)
SELECT day, school_id, class_section_id, 'register', least(size, round(came * (1 + 0.04 * part(h, 0)))), day + INTERVAL 14 HOUR
FROM counted
WHERE part(h, 1) < 0.95
UNION ALL
SELECT day, school_id, 0, 'meal', round(eaters * (CASE WHEN inflates THEN 1.3 ELSE 0.97 END + 0.05 * part(h, 2))), day + INTERVAL 14 HOUR
FROM counted
WHERE eaters > 0 AND part(h, 3) < 0.93
ORDER BY ALL
