-- unscoped: accounts belong to the whole installation, not to a block
INSERT INTO account (username, name, role, blocks, password_hash, must_change, created_at, created_by)
VALUES ($username, $name, $role, $blocks, $password_hash, $must_change, $created_at, $created_by)
