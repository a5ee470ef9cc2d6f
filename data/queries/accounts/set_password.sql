-- unscoped: accounts belong to the whole installation, not to a block
UPDATE account SET password_hash = $password_hash, failed_attempts = 0, locked_until = NULL WHERE username = $username
