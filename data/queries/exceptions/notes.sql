SELECT n.said_by, n.said_at, n.text, list(n.exception_id ORDER BY n.exception_id) AS exception_ids
FROM exception_note n
JOIN exception e ON e.exception_id = n.exception_id
WHERE e.school_id = $school_id
  AND ($all_blocks OR e.block_id IN (SELECT unnest($blocks)))
GROUP BY n.said_by, n.said_at, n.text
ORDER BY n.said_at DESC
LIMIT $most
