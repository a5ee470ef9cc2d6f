UPDATE flag
SET state = $kind,
    decided_by = CASE WHEN $kind IN ('confirmed', 'dismissed') THEN $said_by END,
    decided_at = CASE WHEN $kind IN ('confirmed', 'dismissed') THEN $said_at END
WHERE cause = $cause
  AND flag_id <= $newest
  AND state IN ('open', 'asked', 'answered')
  AND ($all_blocks OR block_id IN (SELECT unnest($blocks)))
