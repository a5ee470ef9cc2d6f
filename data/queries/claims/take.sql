-- unscoped: for an item that the caller has looked up within its Scope
INSERT OR REPLACE INTO claim (item, username, until) VALUES ($item, $username, $until)
