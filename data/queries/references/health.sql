-- One row per group of enrolled pupils: how many have reference photos, how many photos, how old and how large the faces are.
WITH roll AS (
    SELECT s.block_id, s.school_id, e.class_section_id, e.pupil_id
    FROM enrolment e
    JOIN class_section cs ON cs.class_section_id = e.class_section_id
    JOIN school s ON s.school_id = cs.school_id
    WHERE e.from_day <= $day AND (e.to_day IS NULL OR e.to_day >= $day)
      AND ($all_blocks OR s.block_id IN (SELECT unnest($blocks)))
      AND ($block_id IS NULL OR s.block_id = $block_id)
      AND ($school_id IS NULL OR s.school_id = $school_id)
      AND ($class_section_id IS NULL OR e.class_section_id = $class_section_id)
), kept AS (
    SELECT pupil_id, count(*) AS photos, max(face_px) AS face_px, max(added_at) AS added_at
    FROM reference_photo
    WHERE removed_at IS NULL
    GROUP BY pupil_id
), sums AS (
    SELECT CASE WHEN $depth >= 1 THEN r.block_id END AS block_id,
           CASE WHEN $depth >= 2 THEN r.school_id END AS school_id,
           CASE WHEN $depth >= 3 THEN r.class_section_id END AS class_section_id,
           count(*) AS enrolled,
           count(k.pupil_id) AS referenced,
           coalesce(sum(k.photos), 0)::BIGINT AS photos,
           count(*) FILTER (k.photos > 1) AS several,
           count(*) FILTER (k.added_at < $old_before) AS old,
           count(*) FILTER (k.face_px < $small_below) AS small,
           median(k.face_px) AS face_px
    FROM roll r
    LEFT JOIN kept k ON k.pupil_id = r.pupil_id
    GROUP BY ALL
)
SELECT sums.*, b.name_hi AS block_hi, b.name_en AS block_en, s.name_hi AS school_hi, s.name_en AS school_en, cs.grade, cs.section
FROM sums
LEFT JOIN block b ON b.block_id = sums.block_id
LEFT JOIN school s ON s.school_id = sums.school_id
LEFT JOIN class_section cs ON cs.class_section_id = sums.class_section_id
ORDER BY sums.block_id, school_en, cs.grade, cs.section
