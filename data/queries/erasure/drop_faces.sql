-- unscoped: the erasure of a pupil, which the MIS in-charge asked for
DELETE FROM erasure_face WHERE erasure_id = $erasure_id
