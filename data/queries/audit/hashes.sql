-- unscoped: hashes by their entries' numbers, to compare with those noted outside the database
SELECT entry_id, hash FROM audit_trail WHERE entry_id IN (SELECT unnest($numbers))
