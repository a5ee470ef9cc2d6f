-- unscoped: wrong passwords are counted before anybody is signed in
SELECT name_key, address_key, failures, counted_at, waits_until
FROM sign_in_tally
WHERE (name_key = $name_key AND address_key IN ('', $address_key)) OR (name_key = '' AND address_key = $address_key)
