-- unscoped: the erasure of a pupil, which the MIS in-charge asked for
UPDATE drawn_face SET crop_name = NULL WHERE face_id IN (SELECT unnest($face_ids))
