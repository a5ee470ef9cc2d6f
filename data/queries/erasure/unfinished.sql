-- unscoped: the erasure of a pupil, which the MIS in-charge asked for
SELECT erasure_id FROM erasure WHERE state <> 'done' ORDER BY erasure_id
