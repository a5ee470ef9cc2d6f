-- unscoped: the worker's own result, for a photo of the submission that it holds
INSERT INTO photo_layout (photo_id, school_id, faces) VALUES ($photo_id, $school_id, $faces)
