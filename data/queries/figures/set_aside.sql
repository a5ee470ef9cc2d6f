-- Class days of a place whose photos were confirmed as a fake.
SELECT count(*) AS set_aside
FROM class_day
WHERE day BETWEEN $first AND $last
  AND set_aside
  AND ($block_id IS NULL OR block_id = $block_id)
  AND ($cluster_id IS NULL OR cluster_id = $cluster_id)
  AND ($school_id IS NULL OR school_id = $school_id)
  AND ($class_section_id IS NULL OR class_section_id = $class_section_id)
  AND ($all_blocks OR block_id IN (SELECT unnest($blocks)))
