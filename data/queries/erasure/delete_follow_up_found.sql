-- unscoped: the erasure of a pupil, which the MIS in-charge asked for
DELETE FROM follow_up_found WHERE pupil_id = $pupil_id
