-- unscoped: of schools that were looked up within the Scope
DELETE FROM portal_counted
WHERE day = $day
  AND class_section_id IN (SELECT class_section_id FROM class_section WHERE school_id IN (SELECT school_id FROM portal_given))
