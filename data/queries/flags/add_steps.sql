-- The unsettled flags of a cause that had been raised when somebody looked.
INSERT INTO flag_step (flag_id, kind, text, said_by, said_at)
SELECT flag_id, $kind, $text, $said_by, $said_at
FROM flag
WHERE cause = $cause
  AND flag_id <= $newest
  AND state IN ('open', 'asked', 'answered')
  AND ($all_blocks OR block_id IN (SELECT unnest($blocks)))
ORDER BY flag_id
