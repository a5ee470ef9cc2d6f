-- unscoped: derived for the whole district; whoever reads it filters
UPDATE grade_day SET
    enrolled = enrolled + $enrolled,
    recognised = recognised + $recognised,
    seen_not_named = seen_not_named + $seen_not_named,
    not_seen = not_seen + $not_seen,
    absent = absent + $absent,
    uncertain = uncertain + $uncertain,
    faces = faces + $faces,
    fed_at = greatest(fed_at, $updated_at::TIMESTAMP)
WHERE day = $day AND block_id = $block_id
  AND grade = (SELECT grade FROM class_section WHERE class_section_id = $class_section_id)
