-- unscoped: a session belongs to an account, not to a block
INSERT INTO session (session_id, username, device, address, started_at, last_seen_at, idle_until, expires_at)
VALUES ($session_id, $username, $device, $address, $now, $now, $idle_until, $expires_at)
