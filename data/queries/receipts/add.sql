INSERT INTO receipt (
    file, sha256, came_by, outcome, reason, submission_id, block_id, school_id, class_sections, day, received_by, received_at
)
SELECT
    unnest($files::TEXT[]), unnest($hashes::TEXT[]), $came_by, $outcome, unnest($reasons::TEXT[]), $submission_id, $block_id,
    $school_id, $class_sections, $day, $received_by, $received_at
WHERE $all_blocks OR $block_id IS NULL OR $block_id IN (SELECT unnest($blocks))
