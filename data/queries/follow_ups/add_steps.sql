INSERT INTO follow_up_step (case_id, kind, text, visit_by, outcome, said_by, said_at)
SELECT case_id, $kind, $text, $visit_by, $outcome, $said_by, $said_at
FROM follow_up
WHERE case_id IN (SELECT unnest($case_ids::BIGINT[]))
  AND ($all_blocks OR block_id IN (SELECT unnest($blocks)))
RETURNING case_id
