INSERT INTO tray (
    file, folder, sha256, came_by, source, side, reason, block_id, school_id, day, size, modified, arrived_by, arrived_at, state
)
SELECT $file, $folder, $sha256, $came_by, $source, $side, $reason, $block_id, $school_id, $day, $size, $modified, $arrived_by,
       $arrived_at, 'open'
WHERE $all_blocks OR $block_id IS NULL OR $block_id IN (SELECT unnest($blocks))
