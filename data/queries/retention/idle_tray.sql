-- unscoped: the app's own daily job. What waits on the tray is needed, however long.
SELECT n.name
FROM (SELECT unnest($names) AS name) n
WHERE NOT EXISTS (FROM tray t WHERE t.sha256 = n.name AND t.state = 'open')
