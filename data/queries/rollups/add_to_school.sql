-- unscoped: derived for the whole district; whoever reads it filters
UPDATE school_day SET
    enrolled = enrolled + $enrolled,
    recognised = recognised + $recognised,
    seen_not_named = seen_not_named + $seen_not_named,
    not_seen = not_seen + $not_seen,
    absent = absent + $absent,
    uncertain = uncertain + $uncertain,
    faces = faces + $faces,
    fed_at = greatest(fed_at, $updated_at::TIMESTAMP)
WHERE day = $day AND school_id = $school_id AND cluster_id = $cluster_id AND block_id = $block_id
