-- unscoped: accounts belong to the whole installation, not to a block
UPDATE account SET active = $active, failed_attempts = 0, locked_until = NULL WHERE username = $username
