-- unscoped: the sandbox is filled before anybody works in it
INSERT INTO portal_report (day, block_id, imported_at)
SELECT DISTINCT day, block_id, day + INTERVAL 13 HOUR
FROM drawn_class_day
WHERE day NOT IN (SELECT unnest($unreported::DATE[]))
ORDER BY day, block_id
