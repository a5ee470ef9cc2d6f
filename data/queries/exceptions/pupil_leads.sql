-- Pupils on a roll on a day who are not recognised any more, or often; of all class sections or one.
-- A pupil's days count from the day on which they could be recognised: the first with a reference photo, or with a mark "present".
-- Only class days with photos that the calendar expects count, and only marks that say something: "uncertain" waits for a person.
-- recognisable: a reference photo is there now, or the machine has recognised the pupil and none was taken away since.
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
    SELECT a.pupil_id, min(a.day) AS first_seen, max(a.day) AS last_seen, bool_or(a.marked_by = 'machine') AS by_machine
    FROM attendance a
    WHERE a.day BETWEEN $year_first AND $day
      AND a.mark = 'present'
      AND ($class_section_id IS NULL OR a.pupil_id IN (SELECT pupil_id FROM roll))
      AND NOT EXISTS (FROM left_out l WHERE l.day = a.day AND l.class_section_id = a.class_section_id)
    GROUP BY a.pupil_id
), withdrawn AS ( -- their photos wait to be removed, and are not used
    SELECT r.pupil_id
    FROM roll r
    LEFT JOIN (SELECT pupil_id, arg_max(state, basis_id) AS state FROM legal_basis WHERE pupil_id IS NOT NULL GROUP BY pupil_id) o
      ON o.pupil_id = r.pupil_id
    LEFT JOIN (SELECT school_id, arg_max(state, basis_id) AS state FROM legal_basis WHERE school_id IS NOT NULL GROUP BY school_id) s
      ON s.school_id = r.school_id
    WHERE coalesce(o.state, s.state) = 'withdrawn'
), photographed AS (
    SELECT p.pupil_id,
           min((p.added_at + INTERVAL 330 MINUTE)::DATE) FILTER (p.removed_at IS NULL AND w.pupil_id IS NULL) AS photo_since
    FROM reference_photo p
    LEFT JOIN withdrawn w ON w.pupil_id = p.pupil_id
    GROUP BY p.pupil_id
), known AS (
    SELECT r.pupil_id, s.last_seen, least(s.first_seen, f.photo_since) AS since,
           f.photo_since IS NOT NULL OR (coalesce(s.by_machine, FALSE) AND f.pupil_id IS NULL) AS recognisable
    FROM roll r
    LEFT JOIN seen s ON s.pupil_id = r.pupil_id
    LEFT JOIN photographed f ON f.pupil_id = r.pupil_id
), counted AS (
    SELECT k.pupil_id, k.last_seen, k.recognisable,
           count(*) AS days,
           count(*) FILTER (a.mark <> 'present') AS missed,
           count(*) FILTER (k.last_seen IS NULL OR a.day > k.last_seen) AS running,
           min(a.day) FILTER (k.last_seen IS NULL OR a.day > k.last_seen) AS running_first,
           max(a.day) FILTER (a.mark <> 'present') AS last_missed
    FROM known k
    JOIN attendance a ON a.pupil_id = k.pupil_id AND a.day >= k.since
    WHERE a.day BETWEEN $year_first AND $day
      AND a.mark <> 'uncertain'
      AND NOT EXISTS (FROM left_out l WHERE l.day = a.day AND l.class_section_id = a.class_section_id)
    GROUP BY k.pupil_id, k.last_seen, k.recognisable
), running AS ( -- the day on which a pupil's days running became enough
    SELECT c.pupil_id, list_sort(list(a.day))[$running] AS lead_since
    FROM counted c
    JOIN attendance a ON a.pupil_id = c.pupil_id AND a.day >= c.running_first
    WHERE c.running >= $running
      AND a.day <= $day
      AND a.mark <> 'uncertain'
      AND NOT EXISTS (FROM left_out l WHERE l.day = a.day AND l.class_section_id = a.class_section_id)
    GROUP BY c.pupil_id
)
SELECT c.*, r.lead_since, roll.class_section_id, roll.school_id, roll.cluster_id, roll.block_id
FROM counted c
JOIN roll ON roll.pupil_id = c.pupil_id
LEFT JOIN running r ON r.pupil_id = c.pupil_id
WHERE c.running >= $running OR (c.days >= $least_days AND c.missed * 100 >= $percent * c.days)
ORDER BY roll.class_section_id, c.pupil_id
