-- unscoped: class sections that were looked up within the Scope
INSERT OR IGNORE INTO pending_class_day (day, class_section_id, block_id, since)
SELECT $day, unnest($class_sections), $block_id, $since
