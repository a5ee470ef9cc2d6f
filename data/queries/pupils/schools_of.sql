-- unscoped: the keys of class sections that were looked up within the Scope
SELECT DISTINCT school_id FROM class_section WHERE class_section_id IN (SELECT unnest($class_sections))
