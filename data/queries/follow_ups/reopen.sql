UPDATE follow_up
SET state = CASE WHEN visitor IS NULL THEN 'open' ELSE 'visiting' END, outcome = NULL, closed_by = NULL, closed_at = NULL
WHERE case_id = $case_id
  AND state = 'closed'
  AND NOT EXISTS (FROM follow_up c WHERE c.pupil_id = follow_up.pupil_id AND c.state <> 'closed')
  AND ($all_blocks OR block_id IN (SELECT unnest($blocks)))
RETURNING case_id, block_id
