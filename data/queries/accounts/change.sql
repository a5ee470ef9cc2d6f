-- unscoped: accounts belong to the whole installation, not to a block
UPDATE account SET name = $name, role = $role, blocks = $blocks WHERE username = $username
