-- unscoped: the erasure of a pupil, which the MIS in-charge asked for
SELECT reference_photo_id, vault_name, sha256, removed_at FROM reference_photo WHERE pupil_id = $pupil_id
