-- unscoped: accounts belong to the whole installation, not to a block
UPDATE account SET password_hash = $password_hash, must_change = $must_change WHERE username = $username
