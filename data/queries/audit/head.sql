-- unscoped: a number and a hash, by which the next entry hangs on the last
SELECT entry_id, hash FROM audit_trail ORDER BY entry_id DESC LIMIT 1
