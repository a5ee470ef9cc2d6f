-- unscoped: accounts belong to the whole installation, not to a block
SELECT count(*) AS accounts FROM account WHERE active AND role = $role
