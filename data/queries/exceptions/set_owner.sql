UPDATE exception
SET owner = $owner,
    state = CASE WHEN state = 'closed' THEN state WHEN $owner IS NULL THEN 'seen' ELSE 'followed' END
WHERE exception_id IN (SELECT unnest($exception_ids))
  AND ended_on IS NULL
  AND ($all_blocks OR block_id IN (SELECT unnest($blocks)))
RETURNING exception_id, block_id
