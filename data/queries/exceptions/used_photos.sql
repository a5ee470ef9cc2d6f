-- unscoped: evaluated for the whole district; the list filters what it found.
-- A class and the photos on its days that were used before, as far as nobody has dismissed or confirmed it.
WITH by_place AS (
SELECT f.class_section_id, f.block_id, coalesce(p.cluster_id, s.cluster_id) AS cluster_id, s.school_id,
       min(f.day) AS first_day,
       max(f.day) AS last_day,
       count(DISTINCT coalesce(f.photo_id, -f.flag_id)) AS photos,
       count(DISTINCT f.day) AS days,
       bool_or(f.kind = 'same_bytes') AS same_bytes,
       max(f.severity) AS severity,
       CASE WHEN bool_or(f.state = 'open') THEN 'open' WHEN bool_or(f.state = 'asked') THEN 'asked' ELSE 'answered' END AS state
FROM flag f
JOIN class_section cs ON cs.class_section_id = f.class_section_id
JOIN school s ON s.school_id = cs.school_id
LEFT JOIN school_place p
  ON p.school_id = s.school_id AND f.day >= p.from_day AND (p.to_day IS NULL OR f.day <= p.to_day) AND p.block_id = f.block_id
WHERE f.day BETWEEN $first AND $day
  AND f.kind IN ('same_bytes', 'near_duplicate')
  AND f.state IN ('open', 'asked', 'answered')
GROUP BY ALL
)
SELECT *
FROM by_place
QUALIFY row_number() OVER (PARTITION BY class_section_id ORDER BY last_day DESC, block_id) = 1
ORDER BY class_section_id
