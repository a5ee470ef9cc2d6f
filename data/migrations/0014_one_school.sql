-- The class days of one school are found without laying the calendar over all of them.

-- Class days that the calendar expects: the school works, the grade is not sent home, and somebody is on the roll.
CREATE OR REPLACE MACRO expected_class_day(first_day, last_day, of_school := NULL) AS TABLE
WITH span AS (
    SELECT t.day::DATE AS day
    FROM generate_series(first_day::DATE::TIMESTAMP, last_day::DATE::TIMESTAMP, INTERVAL 1 DAY) AS t(day)
), open_school AS (
    SELECT d.day, p.school_id, p.cluster_id, p.block_id
    FROM span d
    JOIN school_place p ON d.day >= p.from_day AND (p.to_day IS NULL OR d.day <= p.to_day)
    WHERE isodow(d.day) <> p.weekly_off
      AND (of_school IS NULL OR p.school_id = of_school)
      AND NOT EXISTS (
          FROM calendar k
          WHERE k.day = d.day
            AND k.grades IS NULL
            AND (k.block_id IS NULL OR k.block_id = p.block_id)
            AND (k.school_id IS NULL OR k.school_id = p.school_id)
      )
), sent_home AS (
    SELECT k.day, unnest(k.grades) AS grade, k.block_id, k.school_id
    FROM calendar k
    WHERE k.day BETWEEN first_day AND last_day AND k.grades IS NOT NULL
)
SELECT o.day, cs.class_section_id, cs.grade, o.school_id, o.cluster_id, o.block_id
FROM open_school o
JOIN class_section cs ON cs.school_id = o.school_id
JOIN roll_span r ON r.class_section_id = cs.class_section_id AND o.day BETWEEN r.from_day AND r.to_day
WHERE NOT EXISTS (
    FROM sent_home h
    WHERE h.day = o.day
      AND h.grade = cs.grade
      AND (h.block_id IS NULL OR h.block_id = o.block_id)
      AND (h.school_id IS NULL OR h.school_id = o.school_id)
);

-- Each class day that is expected or has something here, with the portal's word. One that was read keeps the school, cluster and
-- block of its reading.
CREATE OR REPLACE MACRO known_class_day(first_day, last_day, of_school := NULL) AS TABLE
WITH here AS (
    SELECT c.*, cs.grade
    FROM class_day c
    JOIN class_section cs ON cs.class_section_id = c.class_section_id
    WHERE c.day BETWEEN first_day AND last_day AND (of_school IS NULL OR c.school_id = of_school)
), class_days AS (
    SELECT coalesce(h.day, e.day) AS day,
           coalesce(h.class_section_id, e.class_section_id) AS class_section_id,
           coalesce(h.grade, e.grade) AS grade,
           coalesce(h.school_id, e.school_id) AS school_id,
           coalesce(h.cluster_id, e.cluster_id) AS cluster_id,
           coalesce(h.block_id, e.block_id) AS block_id,
           e.day IS NOT NULL AS expected,
           coalesce(h.photos, 0) > 0 AS with_photos,
           h.enrolled, h.recognised, h.seen_not_named, h.not_seen, h.absent, h.uncertain, h.faces, h.photos, h.sides,
           h.references_of, h.updated_at
    FROM expected_class_day(first_day, last_day, of_school := of_school) e
    FULL JOIN here h ON h.day = e.day AND h.class_section_id = e.class_section_id
)
SELECT c.*,
       coalesce(p.uploaded, s.uploaded) AS uploaded,
       CASE WHEN p.day IS NOT NULL THEN p.uploaded_at ELSE s.uploaded_at END AS uploaded_at,
       p.present AS portal_present,
       r.imported_at AS reported_at -- NULL: no report of the portal came for the block and day
FROM class_days c
LEFT JOIN portal_class_day p ON p.day = c.day AND p.class_section_id = c.class_section_id
LEFT JOIN portal_school_day s ON s.day = c.day AND s.school_id = c.school_id
LEFT JOIN portal_report r ON r.day = c.day AND r.block_id = c.block_id;
