-- unscoped: of schools that were looked up within the Scope
DELETE FROM portal_class_day
WHERE day = $day
  AND class_section_id IN (
      SELECT class_section_id FROM class_section WHERE school_id IN (SELECT school_id FROM portal_given)
  )
  AND class_section_id NOT IN (SELECT class_section_id FROM portal_given)
