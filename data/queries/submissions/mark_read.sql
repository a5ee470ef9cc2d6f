-- unscoped: the worker's own result
UPDATE submission SET read_at = $read_at WHERE submission_id = $submission_id
