-- unscoped: evaluated for the whole district
UPDATE follow_up
SET recognised_on = s.recognised_on
FROM (SELECT unnest($case_ids::BIGINT[]) AS case_id, unnest($days::DATE[]) AS recognised_on) s
WHERE s.case_id = follow_up.case_id
  AND follow_up.state <> 'closed'
  AND NOT EXISTS (
      FROM follow_up_found f
      WHERE f.pupil_id = follow_up.pupil_id AND f.first_day <= follow_up.last_day
  )
