-- unscoped: the erasure of a pupil, which the MIS in-charge asked for
SELECT erasure_id, pupil_id, anonymous_id, reason, asked_by, asked_at, state, changed, certificate, finished_at
FROM erasure WHERE erasure_id = $erasure_id
