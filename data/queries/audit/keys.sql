-- By which keys entries of the trail may name these pupils, class sections or schools, and how near that is: themselves, their
-- class, or their school.
WITH asked AS (
    SELECT e.pupil_id, cs.class_section_id, cs.school_id
    FROM enrolment e
    JOIN class_section cs ON cs.class_section_id = e.class_section_id
    JOIN school s ON s.school_id = cs.school_id
    WHERE e.from_day <= $last AND (e.to_day IS NULL OR e.to_day >= $first)
      AND (e.pupil_id IN (SELECT unnest($pupil_ids))
           OR cs.class_section_id IN (SELECT unnest($class_section_ids))
           OR cs.school_id IN (SELECT unnest($school_ids)))
      AND ($all_blocks OR s.block_id IN (SELECT unnest($blocks)))
), pupils AS (
    SELECT DISTINCT pupil_id FROM asked
), sections AS (
    SELECT DISTINCT class_section_id FROM asked
), submissions AS (
    SELECT DISTINCT sub.submission_id
    FROM submission sub
    WHERE sub.day BETWEEN $first AND $last AND list_has_any(sub.class_sections, (SELECT list(class_section_id) FROM sections))
)
SELECT 'pupil:' || pupil_id AS key, 'self' AS reach FROM pupils
UNION ALL
SELECT 'follow_up:' || case_id, 'self' FROM follow_up SEMI JOIN pupils USING (pupil_id)
UNION ALL
SELECT 'lead:' || lead_id, 'self' FROM lead WHERE pupil_a IN (SELECT pupil_id FROM pupils) OR pupil_b IN (SELECT pupil_id FROM pupils)
UNION ALL
SELECT DISTINCT 'lead_run:' || run_id, 'self'
FROM lead WHERE pupil_a IN (SELECT pupil_id FROM pupils) OR pupil_b IN (SELECT pupil_id FROM pupils)
UNION ALL
SELECT 'sample_item:' || item_id, CASE WHEN pupil_id IN (SELECT pupil_id FROM pupils) THEN 'self' ELSE 'class' END
FROM sample_item
WHERE pupil_id IN (SELECT pupil_id FROM pupils)
   OR (kind = 'class_day' AND class_section_id IN (SELECT class_section_id FROM sections))
UNION ALL
SELECT 'class_section:' || class_section_id, 'class' FROM sections
UNION ALL
SELECT DISTINCT 'flag:' || cause, 'class' FROM flag SEMI JOIN sections USING (class_section_id)
UNION ALL
SELECT 'submission:' || submission_id, 'class' FROM submissions
UNION ALL
SELECT 'photo:' || photo_id, 'class' FROM photo SEMI JOIN submissions USING (submission_id)
UNION ALL
SELECT DISTINCT 'school:' || school_id, 'school' FROM asked
ORDER BY key
