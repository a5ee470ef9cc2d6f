-- unscoped: derived rows, for a class section that was looked up within the Scope
DELETE FROM attendance WHERE day = $day AND class_section_id = $class_section_id
