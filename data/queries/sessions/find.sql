-- unscoped: a session belongs to an account, not to a block
SELECT a.username, a.name, a.role, a.blocks, a.must_change, a.active,
       s.last_seen_at, s.idle_until, s.expires_at, s.ended_why
FROM session s
JOIN account a ON a.username = s.username
WHERE s.session_id = $session_id
