-- unscoped: one's own claim
DELETE FROM claim WHERE item = $item AND username = $username
