-- unscoped: the erasure of a pupil, which the MIS in-charge asked for
DELETE FROM reference_photo WHERE pupil_id = $pupil_id
