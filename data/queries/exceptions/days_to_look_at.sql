-- unscoped: the last days with photos or a portal's report that were not evaluated since, and the last of all
WITH fed AS (
    SELECT v.day
    FROM grade_day v
    LEFT JOIN portal_report r ON r.day = v.day AND r.block_id = v.block_id
    WHERE v.day BETWEEN $last::DATE - 90 AND $last
      AND v.expected > 0
      AND (v.with_photos > 0 OR r.day IS NOT NULL)
    GROUP BY v.day
    HAVING sum(v.expected) * 2 >= (SELECT max(e) FROM (SELECT sum(expected) AS e FROM grade_day WHERE day BETWEEN $last::DATE - 90 AND $last GROUP BY day))
    ORDER BY v.day DESC
    LIMIT $most
)
SELECT day
FROM fed
WHERE day > coalesce((SELECT max(day) FROM exception_look), DATE '1900-01-01')
   OR day = (SELECT max(day) FROM fed)
ORDER BY day
