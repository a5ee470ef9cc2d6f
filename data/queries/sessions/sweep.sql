-- unscoped: a session belongs to an account, not to a block
UPDATE session
SET ended_at = least(idle_until, expires_at), ended_why = CASE WHEN idle_until < expires_at THEN 'idle' ELSE 'expired' END
WHERE ended_at IS NULL AND least(idle_until, expires_at) <= $now
RETURNING username, ended_why
