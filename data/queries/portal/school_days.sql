-- One row per school day of which the portal's report or a head count names the school only.
WITH whole AS (
    SELECT day, school_id,
           max(counted) FILTER (kind = 'register') AS register,
           max(counted) FILTER (kind = 'meal') AS meals
    FROM headcount
    WHERE day BETWEEN $first AND $last AND class_section_id = 0
    GROUP BY ALL
), reported AS (
    SELECT day, school_id, uploaded, present
    FROM portal_school_day
    WHERE day BETWEEN $first AND $last
), of_classes AS (
    SELECT p.day, cs.school_id, sum(p.present) AS present
    FROM portal_class_day p
    JOIN class_section cs ON cs.class_section_id = p.class_section_id
    WHERE p.day BETWEEN $first AND $last
    GROUP BY ALL
)
SELECT v.day, v.school_id, v.block_id, v.expected, v.with_photos, v.enrolled, v.recognised, v.faces,
       r.uploaded, coalesce(r.present, o.present)::INTEGER AS portal_present, w.register, w.meals,
       s.name_hi AS school_hi, s.name_en AS school_en, s.udise
FROM school_day v
LEFT JOIN whole w ON w.day = v.day AND w.school_id = v.school_id
LEFT JOIN reported r ON r.day = v.day AND r.school_id = v.school_id
LEFT JOIN of_classes o ON o.day = v.day AND o.school_id = v.school_id
JOIN school s ON s.school_id = v.school_id
WHERE v.day BETWEEN $first AND $last
  AND (w.day IS NOT NULL OR r.day IS NOT NULL)
  AND ($block_id IS NULL OR v.block_id = $block_id)
  AND ($cluster_id IS NULL OR v.cluster_id = $cluster_id)
  AND ($school_id IS NULL OR v.school_id = $school_id)
  AND ($all_blocks OR v.block_id IN (SELECT unnest($blocks)))
ORDER BY abs(coalesce(r.present, o.present) - greatest(w.register, w.meals)) DESC NULLS LAST, v.day, v.school_id
LIMIT $most
