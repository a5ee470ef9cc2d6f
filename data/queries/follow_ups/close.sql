UPDATE follow_up
SET state = 'closed', outcome = $outcome, closed_by = $said_by, closed_at = $said_at
WHERE case_id = $case_id
  AND state <> 'closed'
  AND ($all_blocks OR block_id IN (SELECT unnest($blocks)))
RETURNING case_id, block_id
