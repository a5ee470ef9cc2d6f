-- Pupils on a roll on a day who are not recognised any more, or often; of all class sections or one.
-- A pupil's days count from the day on which they could be recognised: the first with a reference photo, or with a mark "present".
-- Only class days with photos that the calendar expects count, and only marks that say something: "uncertain" waits for a person.
WITH roll AS (
    SELECT e.pupil_id, e.class_section_id, cs.school_id, p.cluster_id, p.block_id
    FROM enrolment e
    JOIN class_section cs ON cs.class_section_id = e.class_section_id
    JOIN school_place p ON p.school_id = cs.school_id AND $day >= p.from_day AND (p.to_day IS NULL OR $day <= p.to_day)
    WHERE $day >= e.from_day AND (e.to_day IS NULL OR $day <= e.to_day)
      AND ($class_section_id IS NULL OR e.class_section_id = $class_section_id)
      AND ($all_blocks OR p.block_id IN (SELECT unnest($blocks)))
), left_out AS (
    SELECT day, class_section_id
    FROM known_class_day($year_first, $day) -- of all schools: some pupils came from another one
    WHERE updated_at IS NOT NULL AND NOT (expected AND with_photos)
), seen AS ( -- the year's marks are gone through twice: kept in between they would fill the memory
    SELECT a.pupil_id, min(a.day) AS first_seen, max(a.day) AS last_seen
    FROM attendance a
    WHERE a.day BETWEEN $year_first AND $day
      AND a.mark = 'present'
      AND ($class_section_id IS NULL OR a.pupil_id IN (SELECT pupil_id FROM roll))
      AND NOT EXISTS (FROM left_out l WHERE l.day = a.day AND l.class_section_id = a.class_section_id)
    GROUP BY a.pupil_id
), photographed AS (
    SELECT pupil_id, min(added_at + INTERVAL 330 MINUTE)::DATE AS photo_since
    FROM reference_photo
    WHERE removed_at IS NULL
    GROUP BY pupil_id
), known AS (
    SELECT r.*, s.last_seen, least(s.first_seen, f.photo_since) AS since
    FROM roll r
    LEFT JOIN seen s ON s.pupil_id = r.pupil_id
    LEFT JOIN photographed f ON f.pupil_id = r.pupil_id
), counted AS (
    SELECT k.pupil_id, k.class_section_id, k.school_id, k.cluster_id, k.block_id, k.last_seen,
           count(*) AS days,
           count(*) FILTER (a.mark <> 'present') AS missed,
           count(*) FILTER (k.last_seen IS NULL OR a.day > k.last_seen) AS running,
           min(a.day) FILTER (k.last_seen IS NULL OR a.day > k.last_seen) AS running_first,
           max(a.day) FILTER (a.mark <> 'present') AS last_missed,
           list_sort(list(a.day) FILTER (k.last_seen IS NULL OR a.day > k.last_seen))[$running] AS lead_since
    FROM known k
    JOIN attendance a ON a.pupil_id = k.pupil_id AND a.day >= k.since
    WHERE a.day BETWEEN $year_first AND $day
      AND a.mark <> 'uncertain'
      AND NOT EXISTS (FROM left_out l WHERE l.day = a.day AND l.class_section_id = a.class_section_id)
    GROUP BY ALL
)
SELECT *
FROM counted
WHERE running >= $running OR (days >= $least_days AND missed * 100 >= $percent * days)
ORDER BY class_section_id, pupil_id
