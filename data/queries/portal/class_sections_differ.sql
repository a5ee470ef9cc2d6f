-- unscoped: of schools that were looked up within the Scope
WITH stored AS (
    SELECT p.class_section_id, p.uploaded, p.uploaded_at, p.present
    FROM portal_class_day p
    JOIN class_section cs ON cs.class_section_id = p.class_section_id
    WHERE p.day = $day
      AND cs.school_id IN (SELECT school_id FROM portal_given)
      AND p.class_section_id NOT IN (SELECT class_section_id FROM portal_counted WHERE day = $day)
), given AS (
    SELECT class_section_id, uploaded, uploaded_at, present FROM portal_given
)
SELECT EXISTS ((FROM stored EXCEPT FROM given) UNION ALL (FROM given EXCEPT FROM stored))
