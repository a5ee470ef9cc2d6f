-- unscoped: the vault is compared with rows when the app starts
SELECT sha256, bool_or(state = 'open') AS waits FROM tray WHERE sha256 IS NOT NULL GROUP BY sha256
