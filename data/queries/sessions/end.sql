-- unscoped: a session belongs to an account, not to a block
UPDATE session SET ended_at = $now, ended_why = $why
WHERE session_id = $session_id AND ended_at IS NULL AND least(idle_until, expires_at) > $now
RETURNING username
