-- unscoped: the app's own daily job: of reference photos that are removed
SELECT count(*) AS found, coalesce(sum(octet_length(t.sealed)), 0)::BIGINT AS bytes
FROM template t
WHERE NOT EXISTS (FROM reference_photo r WHERE r.reference_photo_id = t.reference_photo_id AND r.removed_at IS NULL)
