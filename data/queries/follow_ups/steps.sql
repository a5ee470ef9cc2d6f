SELECT t.case_id, t.kind, t.text, t.visit_by, t.outcome, t.said_by, a.name AS said_by_name, t.said_at
FROM follow_up_step t
JOIN follow_up f ON f.case_id = t.case_id
LEFT JOIN account a ON a.username = t.said_by
WHERE t.case_id IN (SELECT unnest($case_ids::BIGINT[]))
  AND ($all_blocks OR f.block_id IN (SELECT unnest($blocks)))
ORDER BY t.said_at, t.step_id
