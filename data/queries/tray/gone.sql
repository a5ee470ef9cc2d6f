-- unscoped: the inbox is looked at by the app itself
UPDATE tray SET state = 'gone', decided_at = $at WHERE state = 'open' AND entry_id IN (SELECT unnest($entry_ids))
