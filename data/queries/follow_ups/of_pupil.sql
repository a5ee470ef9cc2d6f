-- A pupil's cases, the newest first.
SELECT case_id, school_id, block_id, first_day, last_day, days, opened_on, state, visitor, visit_by, recognised_on, outcome, closed_at
FROM follow_up
WHERE pupil_id = $pupil_id
  AND ($all_blocks OR block_id IN (SELECT unnest($blocks)))
ORDER BY opened_on DESC, case_id DESC
