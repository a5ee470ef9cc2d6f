-- unscoped: derived rows, for a class section that was looked up within the Scope
INSERT INTO attendance (day, block_id, school_id, class_section_id, pupil_id, mark, marked_by, similarity)
SELECT $day, $block_id, $school_id, $class_section_id, unnest($pupils), unnest($marks), unnest($marked_by), unnest($similarities)
