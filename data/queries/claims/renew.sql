-- unscoped: one's own claim
UPDATE claim SET until = $until WHERE item = $item AND username = $username
