SELECT tray.*
FROM tray
WHERE tray.state = 'open'
  AND tray.entry_id IN (SELECT unnest($entry_ids))
  AND CASE WHEN tray.block_id IS NULL THEN $unplaced OR tray.arrived_by = $username
           ELSE $all_blocks OR tray.block_id IN (SELECT unnest($blocks)) END
ORDER BY tray.file
