-- unscoped: the last school days with photos or a portal's report that were not evaluated since, and the last of all
WITH by_day AS (
    SELECT v.day, sum(v.expected) AS expected, bool_or(v.with_photos > 0 OR r.day IS NOT NULL) AS fed
    FROM grade_day v
    LEFT JOIN portal_report r ON r.day = v.day AND r.block_id = v.block_id
    WHERE v.day BETWEEN $last::DATE - 90 AND $last
    GROUP BY v.day
), fed AS ( -- on Sundays only Urdu schools work
    SELECT day
    FROM by_day
    WHERE fed AND expected > 0 AND expected * 2 >= (SELECT max(expected) FROM by_day)
    ORDER BY day DESC
    LIMIT $most
)
SELECT day
FROM fed
WHERE day > coalesce((SELECT max(day) FROM exception_look), DATE '1900-01-01')
   OR day = (SELECT max(day) FROM fed)
ORDER BY day
