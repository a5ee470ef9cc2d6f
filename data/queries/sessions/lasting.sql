-- unscoped: a session belongs to an account, not to a block
SELECT session_id, username, device, address, started_at, last_seen_at
FROM session
WHERE username = $username AND ended_at IS NULL AND least(idle_until, expires_at) > $now
ORDER BY last_seen_at DESC, session_id
