-- unscoped: the worker's own result; a photo that was removed meanwhile gets none
INSERT INTO template (reference_photo_id, pupil_id, model, sealed)
SELECT reference_photo_id, pupil_id, $model, $sealed
FROM reference_photo
WHERE reference_photo_id = $reference_photo_id AND removed_at IS NULL
ON CONFLICT DO NOTHING
