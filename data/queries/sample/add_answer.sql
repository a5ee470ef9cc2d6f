-- unscoped: the caller has looked the item up within its Scope in the same transaction
INSERT INTO sample_answer (item_id, answer, pupil_id, counted, undoes, seconds, said_by, said_at)
VALUES ($item_id, $answer, $pupil_id, $counted, $undoes, $seconds, $said_by, $said_at)
RETURNING answer_id
