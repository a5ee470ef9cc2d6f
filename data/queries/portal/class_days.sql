-- One row per class day with photos here or an upload to the portal, with what each source counts.
WITH known AS (
    SELECT *
    FROM known_class_day($first, $last, of_school := $school_id)
    WHERE (with_photos OR uploaded)
      AND ($block_id IS NULL OR block_id = $block_id)
      AND ($cluster_id IS NULL OR cluster_id = $cluster_id)
      AND ($class_section_id IS NULL OR class_section_id = $class_section_id)
      AND ($all_blocks OR block_id IN (SELECT unnest($blocks)))
), counted AS (
    SELECT day, class_section_id,
           max(counted) FILTER (kind = 'register') AS register,
           max(counted) FILTER (kind = 'meal') AS meals
    FROM headcount
    WHERE day BETWEEN $first AND $last AND class_section_id <> 0
    GROUP BY ALL
)
SELECT k.day, k.class_section_id, k.school_id, k.block_id, k.with_photos,
       CASE WHEN k.with_photos THEN k.enrolled END AS enrolled,
       CASE WHEN k.with_photos THEN k.recognised END AS recognised,
       CASE WHEN k.with_photos THEN k.uncertain END AS uncertain,
       CASE WHEN k.with_photos THEN k.faces END AS faces,
       k.uploaded, k.uploaded_at, k.portal_present, k.reported_at IS NOT NULL AS reported,
       c.register, c.meals
FROM known k
LEFT JOIN counted c ON c.day = k.day AND c.class_section_id = k.class_section_id
ORDER BY k.day, k.class_section_id
