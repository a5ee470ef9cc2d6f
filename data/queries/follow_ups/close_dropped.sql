-- unscoped: evaluated for the whole district
-- Cases that nobody has taken and whose days of this school year no longer count, as when the photos were set aside. A pupil who
-- left the roll keeps the case: that is a reason to ask.
UPDATE follow_up
SET state = 'closed', outcome = 'days_dropped', closed_by = 'system', closed_at = $now
WHERE state = 'open'
  AND recognised_on IS NULL
  AND first_day >= $year_first
  AND last_day <= $day
  AND case_id NOT IN (SELECT case_id FROM follow_up_step WHERE kind IN ('noted', 'reopened'))
  AND pupil_id NOT IN (SELECT pupil_id FROM follow_up_found)
  AND EXISTS (
      FROM enrolment e
      WHERE e.pupil_id = follow_up.pupil_id
        AND e.class_section_id = follow_up.class_section_id
        AND $day >= e.from_day
        AND (e.to_day IS NULL OR $day <= e.to_day)
  )
RETURNING case_id, block_id
