UPDATE lead SET state = $state, said_by = $said_by, said_at = $said_at
WHERE lead_id = $lead_id
  AND state = $before
  AND ($all_blocks OR 2 = (
      SELECT count(*)
      FROM (SELECT pupil_id, arg_max(class_section_id, from_day) AS class_section_id FROM enrolment GROUP BY pupil_id) e
      JOIN class_section cs ON cs.class_section_id = e.class_section_id
      JOIN school s ON s.school_id = cs.school_id
      WHERE e.pupil_id IN (lead.pupil_a, lead.pupil_b) AND s.block_id IN (SELECT unnest($blocks))
  ))
RETURNING lead_id
