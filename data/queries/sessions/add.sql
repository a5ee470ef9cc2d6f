-- unscoped: a session belongs to an account, not to a block
INSERT INTO session (session_id, username, started_at, expires_at)
VALUES ($session_id, $username, $started_at, $expires_at)
