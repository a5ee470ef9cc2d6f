-- unscoped: of schools that were looked up within the Scope
WITH stored AS (
    SELECT p.pupil_id, p.class_section_id, p.present
    FROM portal_pupil_day p
    JOIN class_section cs ON cs.class_section_id = p.class_section_id
    WHERE p.day = $day AND cs.school_id IN (SELECT school_id FROM portal_given)
), given AS (
    SELECT pupil_id, class_section_id, present = 1 FROM portal_given
)
SELECT EXISTS ((FROM stored EXCEPT FROM given) UNION ALL (FROM given EXCEPT FROM stored))
