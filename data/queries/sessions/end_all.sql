-- unscoped: a session belongs to an account, not to a block
UPDATE session SET ended_at = $now, ended_why = $why
WHERE username = $username AND ended_at IS NULL AND expires_at > $now
RETURNING session_id
