-- unscoped: wrong passwords are counted before anybody is signed in
INSERT INTO sign_in_tally (name_key, address_key, failures, counted_at, waits_until)
VALUES ($name_key, $address_key, $failures, $counted_at, $waits_until)
ON CONFLICT (name_key, address_key)
DO UPDATE SET failures = excluded.failures, counted_at = excluded.counted_at, waits_until = excluded.waits_until
