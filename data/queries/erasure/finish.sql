-- unscoped: the erasure of a pupil, which the MIS in-charge asked for
UPDATE erasure SET state = 'done', pupil_id = NULL, certificate = $certificate, finished_at = $finished_at WHERE erasure_id = $erasure_id
