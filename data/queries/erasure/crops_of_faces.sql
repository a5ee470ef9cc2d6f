-- unscoped: the erasure of a pupil, which the MIS in-charge asked for
SELECT crop_name FROM face WHERE crop_name IS NOT NULL AND face_id IN (SELECT unnest($face_ids))
UNION
SELECT crop_name FROM drawn_face WHERE crop_name IS NOT NULL AND face_id IN (SELECT unnest($face_ids))
