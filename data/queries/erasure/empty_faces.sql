-- unscoped: the erasure of a pupil, which the MIS in-charge asked for
UPDATE face SET sealed = ''::BLOB, crop_name = NULL WHERE face_id IN (SELECT unnest($face_ids))
