-- unscoped: the erasure of a pupil, which the MIS in-charge asked for
SELECT erasure_id FROM erasure WHERE pupil_id = $pupil_id
