-- The days on which the calendar expects a class section of the pupil, while the pupil is on its roll.
SELECT DISTINCT x.day
FROM enrolment e
JOIN expected_class_day($first, $last) x ON x.class_section_id = e.class_section_id
WHERE e.pupil_id = $pupil_id
  AND x.class_section_id IN (SELECT unnest($class_section_ids))
  AND x.day >= e.from_day AND (e.to_day IS NULL OR x.day <= e.to_day)
  AND ($all_blocks OR x.block_id IN (SELECT unnest($blocks)))
ORDER BY x.day
