-- unscoped: the erasure of a pupil, which the MIS in-charge asked for
SELECT DISTINCT p.photo_id, p.sha256
FROM photo p
WHERE p.photo_id IN (
    SELECT photo_id FROM face WHERE face_id IN (SELECT unnest($face_ids))
    UNION
    SELECT photo_id FROM drawn_face WHERE face_id IN (SELECT unnest($face_ids))
)
