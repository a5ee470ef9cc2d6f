-- unscoped: a session belongs to an account, not to a block
SELECT a.username, a.name, a.role, a.blocks
FROM session s
JOIN account a ON a.username = s.username
WHERE s.session_id = $session_id AND s.ended_at IS NULL AND s.expires_at > $now AND a.active
