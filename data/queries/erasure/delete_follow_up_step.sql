-- unscoped: the erasure of a pupil, which the MIS in-charge asked for
DELETE FROM follow_up_step WHERE case_id IN (SELECT case_id FROM follow_up WHERE pupil_id = $pupil_id)
