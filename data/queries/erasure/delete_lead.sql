-- unscoped: the erasure of a pupil, which the MIS in-charge asked for
DELETE FROM lead WHERE pupil_a = $pupil_id OR pupil_b = $pupil_id
