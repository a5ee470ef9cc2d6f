-- unscoped: a number
SELECT min(entry_id) AS entry_id FROM audit_trail WHERE entry_id >= $first
