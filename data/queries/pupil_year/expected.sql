-- The days on which the calendar expects the pupil's class section of a school, while the pupil is on its roll.
SELECT DISTINCT x.day
FROM enrolment e
JOIN expected_class_day($first, $last, of_school := $school_id) x ON x.class_section_id = e.class_section_id
WHERE e.pupil_id = $pupil_id
  AND x.day >= e.from_day AND (e.to_day IS NULL OR x.day <= e.to_day)
  AND ($all_blocks OR x.block_id IN (SELECT unnest($blocks)))
ORDER BY x.day
