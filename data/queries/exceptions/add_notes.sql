INSERT INTO exception_note (exception_id, said_by, said_at, text)
SELECT exception_id, $said_by, $said_at, $text
FROM exception
WHERE exception_id IN (SELECT unnest($exception_ids))
  AND ($all_blocks OR block_id IN (SELECT unnest($blocks)))
RETURNING exception_id
