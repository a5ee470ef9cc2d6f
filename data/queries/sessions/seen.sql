-- unscoped: a session belongs to an account, not to a block
UPDATE session SET last_seen_at = $now, idle_until = $idle_until
WHERE session_id = $session_id AND ended_at IS NULL AND least(idle_until, expires_at) > $now
