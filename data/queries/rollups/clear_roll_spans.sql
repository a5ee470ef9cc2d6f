-- unscoped: derived for the whole district; whoever reads it filters
DELETE FROM roll_span WHERE $every OR class_section_id IN (SELECT unnest($class_sections))
