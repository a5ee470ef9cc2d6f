UPDATE exception
SET state = $state,
    closed_by = CASE WHEN $state = 'closed' THEN $said_by END,
    closed_at = CASE WHEN $state = 'closed' THEN $said_at END,
    closed_why = CASE WHEN $state = 'closed' THEN $why END
WHERE exception_id IN (SELECT unnest($exception_ids))
  AND ended_on IS NULL
  AND ($all_blocks OR block_id IN (SELECT unnest($blocks)))
RETURNING exception_id, block_id
