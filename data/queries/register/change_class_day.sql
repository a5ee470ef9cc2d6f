-- unscoped: a derived row, for a class section that was looked up within the Scope
UPDATE class_day SET
    school_id = $school_id, cluster_id = $cluster_id, block_id = $block_id, rev = $rev, enrolled = $enrolled, recognised =
    $recognised, seen_not_named = $seen_not_named, absent = $absent, not_seen = $not_seen, uncertain = $uncertain, faces =
    $faces, photos = $photos, sides = $sides, references_of = $references_of, doubt = $doubt, set_aside = $set_aside,
    updated_at = $updated_at
WHERE day = $day AND class_section_id = $class_section_id
