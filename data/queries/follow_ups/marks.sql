-- A school's marks on some days; what a visit found stands beside the days that the case was about.
WITH closed AS (
    SELECT pupil_id, first_day, last_day, outcome, closed_at
    FROM follow_up
    WHERE closed_by IS NOT NULL AND closed_by <> 'system'
)
SELECT a.day, a.block_id, a.class_section_id, a.pupil_id, p.pen, p.name_hi, p.name_en, e.roll_number, cs.grade, cs.section, a.mark, a.marked_by,
       coalesce(c.set_aside, FALSE) AS set_aside,
       (
           SELECT arg_max(v.outcome, v.closed_at)
           FROM closed v
           WHERE v.pupil_id = a.pupil_id AND a.day BETWEEN v.first_day AND v.last_day
       ) AS outcome
FROM attendance a
JOIN pupil p ON p.pupil_id = a.pupil_id
JOIN class_section cs ON cs.class_section_id = a.class_section_id
LEFT JOIN class_day c ON c.day = a.day AND c.class_section_id = a.class_section_id
LEFT JOIN enrolment e ON e.pupil_id = a.pupil_id AND a.day >= e.from_day AND (e.to_day IS NULL OR a.day <= e.to_day)
WHERE a.day BETWEEN $first AND $last
  AND a.school_id = $school_id
  AND ($all_blocks OR a.block_id IN (SELECT unnest($blocks)))
ORDER BY cs.grade, cs.section, e.roll_number, a.pupil_id, a.day
LIMIT $most
