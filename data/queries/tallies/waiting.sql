-- unscoped: wrong passwords are counted before anybody is signed in
SELECT name_key, max(waits_until) AS waits_until
FROM sign_in_tally
WHERE name_key <> '' AND waits_until > $now
GROUP BY name_key
