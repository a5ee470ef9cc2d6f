-- unscoped: data.references.add finds the pupil within the caller's Scope first
INSERT INTO reference_photo (reference_photo_id, pupil_id, sha256, vault_name, face_px, added_at, added_by, source, face_id)
VALUES ($reference_photo_id, $pupil_id, $sha256, $vault_name, $face_px, $added_at, $added_by, $source, $face_id)
