-- unscoped: the erasure of a pupil, which the MIS in-charge asked for
UPDATE verdict SET pupil_id = $anonymous_id, reason = CASE WHEN reason IS NULL THEN NULL ELSE '—' END WHERE pupil_id = $pupil_id
