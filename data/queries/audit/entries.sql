SELECT entry_id, happened_at, username, action, subject, block_id, detail
FROM audit_trail
WHERE ($all_blocks OR block_id IN (SELECT unnest($blocks)))
  AND happened_at >= $since AND happened_at < $until
  AND ($username IS NULL OR username = $username)
  AND ($action IS NULL OR action = $action)
ORDER BY happened_at DESC, entry_id DESC
LIMIT $most
