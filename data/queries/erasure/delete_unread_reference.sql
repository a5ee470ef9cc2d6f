-- unscoped: the erasure of a pupil, which the MIS in-charge asked for
DELETE FROM unread_reference WHERE reference_photo_id IN (SELECT reference_photo_id FROM reference_photo WHERE pupil_id = $pupil_id)
