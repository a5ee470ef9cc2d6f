-- unscoped: accounts belong to the whole installation, not to a block
UPDATE account SET failed_attempts = $failed_attempts, locked_until = $locked_until WHERE username = $username
