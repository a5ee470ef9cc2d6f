-- unscoped: evaluated for the whole district
-- Open cases whose pupil was recognised since, on a class day with photos that the calendar expects, as the finding counts them.
WITH waiting AS (
    SELECT case_id, pupil_id, first_day
    FROM follow_up
    WHERE state <> 'closed'
), left_out AS (
    SELECT day, class_section_id
    FROM known_class_day($first, $day)
    WHERE updated_at IS NOT NULL AND NOT (expected AND with_photos)
)
SELECT w.case_id, min(a.day) AS recognised_on
FROM waiting w
JOIN attendance a ON a.pupil_id = w.pupil_id AND a.day >= w.first_day
WHERE a.day BETWEEN $first AND $day
  AND a.mark = 'present'
  AND NOT EXISTS (FROM left_out l WHERE l.day = a.day AND l.class_section_id = a.class_section_id)
GROUP BY w.case_id
ORDER BY w.case_id
