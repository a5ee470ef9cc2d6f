-- unscoped: the caller has looked the items up within its Scope; who works on one is told to whoever sees it
SELECT claim.item, claim.username, coalesce(account.name, claim.username) AS name, claim.until
FROM claim
LEFT JOIN account USING (username)
WHERE claim.item IN (SELECT unnest($items))
  AND claim.until > $now
