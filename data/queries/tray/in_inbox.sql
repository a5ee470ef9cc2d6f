-- unscoped: the inbox is looked at by the app itself
SELECT entry_id, file, size, modified FROM tray WHERE state = 'open' AND sha256 IS NULL
