-- unscoped: the erasure of a pupil, which the MIS in-charge asked for
SELECT photo_id FROM erasure_photo WHERE erasure_id = $erasure_id
