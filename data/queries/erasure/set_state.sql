-- unscoped: the erasure of a pupil, which the MIS in-charge asked for
UPDATE erasure SET state = $state, changed = coalesce($changed, changed) WHERE erasure_id = $erasure_id
