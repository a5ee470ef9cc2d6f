-- unscoped: the erasure of a pupil, which the MIS in-charge asked for
INSERT INTO erasure (pupil_id, anonymous_id, reason, asked_by, asked_at)
VALUES ($pupil_id, nextval('entity_id'), $reason, $asked_by, $asked_at)
RETURNING erasure_id
