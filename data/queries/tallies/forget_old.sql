-- unscoped: wrong passwords are counted before anybody is signed in
DELETE FROM sign_in_tally WHERE counted_at < $before
