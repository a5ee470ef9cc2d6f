-- The cases of a list with the pupils' names, by school and class.
SELECT f.*,
       p.pen, p.name_hi, p.name_en, e.roll_number,
       s.udise, s.name_hi AS school_hi, s.name_en AS school_en, s.head_name, s.head_phone,
       c.name_hi AS cluster_hi, c.name_en AS cluster_en, c.crc_name, c.crc_phone,
       b.name_hi AS block_hi, b.name_en AS block_en,
       cs.grade, cs.section,
       e.pupil_id IS NOT NULL AS on_roll,
       EXISTS (FROM reference_photo r WHERE r.pupil_id = f.pupil_id AND r.removed_at IS NULL) AS has_photo,
       (SELECT arg_max(t.text, t.step_id) FROM follow_up_step t WHERE t.case_id = f.case_id AND t.kind IN ('noted', 'closed'))
           AS last_note
FROM follow_up f
JOIN pupil p ON p.pupil_id = f.pupil_id
JOIN school s ON s.school_id = f.school_id
JOIN cluster c ON c.cluster_id = s.cluster_id
JOIN block b ON b.block_id = f.block_id
JOIN class_section cs ON cs.class_section_id = f.class_section_id
LEFT JOIN enrolment e ON e.pupil_id = f.pupil_id
    AND e.class_section_id = f.class_section_id
    AND $today >= e.from_day
    AND (e.to_day IS NULL OR $today <= e.to_day)
WHERE ($block_id IS NULL OR f.block_id = $block_id)
  AND ($cluster_id IS NULL OR s.cluster_id = $cluster_id)
  AND ($visitor IS NULL OR f.visitor = $visitor)
  AND f.state IN (SELECT unnest($states::TEXT[]))
  AND ($overdue_on IS NULL OR (f.state <> 'closed' AND f.visit_by < $overdue_on))
  AND ($all_blocks OR f.block_id IN (SELECT unnest($blocks)))
  AND ($school_id IS NULL OR f.school_id = $school_id)
ORDER BY f.block_id, s.name_en, f.school_id, cs.grade, cs.section, e.roll_number, f.pupil_id, f.case_id
LIMIT $most
