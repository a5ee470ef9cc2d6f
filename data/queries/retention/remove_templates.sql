-- unscoped: the app's own daily job: of reference photos that are removed
DELETE FROM template
WHERE NOT EXISTS (FROM reference_photo r WHERE r.reference_photo_id = template.reference_photo_id AND r.removed_at IS NULL)
