-- unscoped: accounts belong to the whole installation, not to a block
SELECT username, name, role, blocks, password_hash, must_change, active, created_at, created_by
FROM account
WHERE username = $username
