-- unscoped: accounts belong to the whole installation, not to a block
SELECT username, name, role, blocks, password_hash, active, failed_attempts, locked_until, created_at, created_by
FROM account
WHERE username = $username
