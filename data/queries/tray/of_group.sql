SELECT tray.entry_id, tray.file, tray.sha256, tray.side, tray.school_id, tray.block_id, tray.day, tray.arrived_at
FROM tray
WHERE tray.state = 'open'
  AND tray.folder = $folder AND tray.reason = $reason::JSON AND tray.came_by = $came_by
  AND CASE WHEN tray.block_id IS NULL THEN $unplaced OR tray.arrived_by = $username
           ELSE $all_blocks OR tray.block_id IN (SELECT unnest($blocks)) END
ORDER BY tray.file
LIMIT $most
