SELECT tray.folder, tray.reason, tray.came_by, count(*) AS files, count(tray.sha256) AS photos, min(tray.arrived_at) AS arrived_at
FROM tray
WHERE tray.state = 'open'
  AND CASE WHEN tray.block_id IS NULL THEN $unplaced OR tray.arrived_by = $username
           ELSE $all_blocks OR tray.block_id IN (SELECT unnest($blocks)) END
GROUP BY ALL
ORDER BY arrived_at, tray.folder, tray.reason
LIMIT $most
