-- unscoped: a derived row, for a class section that was looked up within the Scope
INSERT INTO class_day (
    day, class_section_id, school_id, cluster_id, block_id, rev, enrolled, recognised, seen_not_named, absent, not_seen,
    uncertain, faces, photos, sides, references_of, doubt, set_aside, updated_at
)
VALUES (
    $day, $class_section_id, $school_id, $cluster_id, $block_id, $rev, $enrolled, $recognised, $seen_not_named, $absent, $not_seen,
    $uncertain, $faces, $photos, $sides, $references_of, $doubt, $set_aside, $updated_at
)
