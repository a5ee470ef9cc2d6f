-- unscoped: accounts belong to the whole installation, not to a block
UPDATE account SET active = $active WHERE username = $username
