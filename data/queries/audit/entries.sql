-- With keys: entries whose subject, or a pupil in whose detail, is one of them.
SELECT entry_id, happened_at, username, action, subject, block_id, detail
FROM audit_trail
WHERE ($all_blocks OR block_id IN (SELECT unnest($blocks)))
  AND happened_at >= $since AND happened_at < $until
  AND ($username IS NULL OR username = $username)
  AND ($action IS NULL OR action = $action)
  AND ($block_id IS NULL OR block_id = $block_id)
  AND ($keys IS NULL
       OR list_contains($keys::TEXT[], subject)
       OR (subject LIKE '%:%,%'
           AND list_has_any(
               $keys::TEXT[],
               list_transform(
                   string_split(split_part(subject, ':', 2), ','), lambda key: split_part(subject, ':', 1) || ':' || trim(key)
               )
           ))
       OR (detail::TEXT LIKE '%"pupils": [%' AND list_has_any($keys::TEXT[], (detail->'$.pupils')::TEXT[])))
ORDER BY happened_at DESC, entry_id DESC
LIMIT $most OFFSET $skip
