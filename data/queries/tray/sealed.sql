-- unscoped: the vault is compared with rows when the app starts
SELECT DISTINCT sha256 FROM tray WHERE state = 'open' AND sha256 IS NOT NULL
