UPDATE follow_up
SET state = 'visiting', visitor = $visitor, visit_by = $visit_by
WHERE case_id IN (SELECT unnest($case_ids::BIGINT[]))
  AND state <> 'closed'
  AND ($all_blocks OR block_id IN (SELECT unnest($blocks)))
RETURNING case_id, block_id
