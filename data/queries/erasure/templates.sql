-- unscoped: the erasure of a pupil, which the MIS in-charge asked for
SELECT t.reference_photo_id, t.model, t.sealed FROM template t WHERE t.pupil_id = $pupil_id
