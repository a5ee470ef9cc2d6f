-- unscoped: wrong passwords are counted before anybody is signed in
DELETE FROM sign_in_tally WHERE name_key = $name_key AND address_key = $address_key
