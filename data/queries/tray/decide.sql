UPDATE tray SET state = $state, decided_by = $by, decided_at = $at, decided_why = $why
WHERE tray.state = 'open'
  AND tray.entry_id IN (SELECT unnest($entry_ids))
  AND CASE WHEN tray.block_id IS NULL THEN $unplaced OR tray.arrived_by = $username
           ELSE $all_blocks OR tray.block_id IN (SELECT unnest($blocks)) END
RETURNING entry_id
