-- unscoped: evaluated for the whole district
-- A case whose days go on takes the new ones, and the class where the pupil is now: in another school year too, unless they were
-- recognised in between.
UPDATE follow_up
SET class_section_id = f.class_section_id,
    school_id = f.school_id,
    block_id = f.block_id,
    first_day = f.first_day,
    last_day = f.last_day,
    days = f.days,
    recognised_on = NULL
FROM follow_up_found f
WHERE f.pupil_id = follow_up.pupil_id
  AND follow_up.state <> 'closed'
  AND (f.first_day <= follow_up.last_day OR follow_up.case_id NOT IN (SELECT unnest($case_ids::BIGINT[])))
