-- unscoped: whose photo the same bytes are already is asked of the whole district; only the pupil's key comes back
SELECT pupil_id FROM reference_photo WHERE sha256 = $sha256 AND removed_at IS NULL
