-- unscoped: an account's own claims
DELETE FROM claim WHERE username = $username AND item LIKE 'sample:%'
