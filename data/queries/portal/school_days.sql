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
)
SELECT v.day, v.school_id, v.block_id, v.expected, v.with_photos, v.enrolled, v.recognised, v.faces,
       r.uploaded, r.present AS portal_present, w.register, w.meals,
       s.name_hi AS school_hi, s.name_en AS school_en, s.udise
FROM school_day v
LEFT JOIN whole w ON w.day = v.day AND w.school_id = v.school_id
LEFT JOIN reported r ON r.day = v.day AND r.school_id = v.school_id
JOIN school s ON s.school_id = v.school_id
WHERE v.day BETWEEN $first AND $last
  AND (w.day IS NOT NULL OR r.day IS NOT NULL)
  AND ($block_id IS NULL OR v.block_id = $block_id)
  AND ($cluster_id IS NULL OR v.cluster_id = $cluster_id)
  AND ($school_id IS NULL OR v.school_id = $school_id)
  AND ($all_blocks OR v.block_id IN (SELECT unnest($blocks)))
ORDER BY v.day, v.school_id
