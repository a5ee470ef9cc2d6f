-- unscoped: the caller has looked its class sections up within its Scope
INSERT INTO submission (submission_id, school_id, block_id, day, source, class_sections, submitted_by, submitted_at)
VALUES ($submission_id, $school_id, $block_id, $day, $source, $class_sections, $submitted_by, $submitted_at)
