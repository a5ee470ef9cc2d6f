SELECT flag.cause, max(step.said_at) AS asked_at
FROM flag
JOIN flag_step AS step USING (flag_id)
WHERE flag.state = 'asked'
  AND step.kind = 'asked'
  AND NOT EXISTS (SELECT 1 FROM flag_step WHERE undoes = step.step_id)
  AND ($all_blocks OR flag.block_id IN (SELECT unnest($blocks)))
GROUP BY flag.cause
