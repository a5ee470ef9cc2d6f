-- unscoped: evaluated for the whole district; the list filters what it found
SELECT e.class_section_id, cs.school_id, p.cluster_id, p.block_id,
       count(*) AS pupils,
       min(e.from_day) AS first_day
FROM enrolment e
JOIN class_section cs ON cs.class_section_id = e.class_section_id
JOIN school_place p ON p.school_id = cs.school_id AND $day >= p.from_day AND (p.to_day IS NULL OR $day <= p.to_day)
LEFT JOIN (SELECT DISTINCT pupil_id FROM reference_photo WHERE removed_at IS NULL) r ON r.pupil_id = e.pupil_id
WHERE $day >= e.from_day AND (e.to_day IS NULL OR $day <= e.to_day)
GROUP BY ALL
HAVING count(r.pupil_id) = 0
ORDER BY e.class_section_id
