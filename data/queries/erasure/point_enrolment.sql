-- unscoped: the erasure of a pupil, which the MIS in-charge asked for
UPDATE enrolment SET pupil_id = $anonymous_id, roll_number = NULL WHERE pupil_id = $pupil_id
