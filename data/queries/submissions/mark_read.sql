-- unscoped: the worker's own result
UPDATE submission SET read_at = $read_at, taken = $taken WHERE submission_id = $submission_id
