-- unscoped: evaluated for the whole district
-- Cases of pupils who were recognised again before anybody wrote what a visit found, or opened the case once more.
UPDATE follow_up
SET state = 'closed', outcome = 'recognised_again', closed_by = 'system', closed_at = $now
WHERE state <> 'closed'
  AND recognised_on IS NOT NULL
  AND case_id NOT IN (SELECT case_id FROM follow_up_step WHERE kind IN ('noted', 'reopened'))
RETURNING case_id, block_id
