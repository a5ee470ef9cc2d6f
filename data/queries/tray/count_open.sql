SELECT count(*) AS files
FROM tray
WHERE tray.state = 'open'
  AND CASE WHEN tray.block_id IS NULL THEN $unplaced OR tray.arrived_by = $username
           ELSE $all_blocks OR tray.block_id IN (SELECT unnest($blocks)) END
