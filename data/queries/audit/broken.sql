-- unscoped: only numbers of entries that do not hang together come back, and the last one looked at
WITH looked_at AS (
    SELECT entry_id, hash,
           lag(entry_id, 1, $before_id) OVER in_order AS before_id,
           lag(hash, 1, $before_hash) OVER in_order AS before_hash,
           row_number() OVER in_order = count(*) OVER () AS is_last,
           entry_id || '|' || epoch_us(happened_at)
           || '|' || coalesce(length(username) || ':' || username, '-') || '|' || coalesce(length(action) || ':' || action, '-')
           || '|' || coalesce(length(subject) || ':' || subject, '-')
           || '|' || coalesce(length(block_id) || ':' || block_id, '-')
           || '|' || coalesce(length(detail::TEXT) || ':' || detail::TEXT, '-') AS content
    FROM audit_trail
    WHERE entry_id >= $first AND entry_id <= $last
    WINDOW in_order AS (ORDER BY entry_id, rowid)
)
SELECT entry_id, hash, before_id, is_last,
       hash <> unhex(sha256(lower(hex(before_hash)) || '|' || content)) AS is_changed
FROM looked_at
WHERE is_last OR is_changed OR entry_id <> before_id + 1
ORDER BY entry_id
