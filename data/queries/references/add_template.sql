-- unscoped: written with its reference photo, which data.references.add checks
INSERT INTO template (reference_photo_id, pupil_id, model, sealed)
VALUES ($reference_photo_id, $pupil_id, $model, $sealed)
