-- unscoped: the erasure of a pupil, which the MIS in-charge asked for
SELECT face_id FROM erasure_face WHERE erasure_id = $erasure_id
