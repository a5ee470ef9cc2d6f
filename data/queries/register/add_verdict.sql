-- unscoped: the caller has looked the class day up within its Scope in the same transaction
INSERT INTO verdict (class_section_id, day, kind, face_id, pupil_id, undoes, reason, said_by, said_at)
VALUES ($class_section_id, $day, $kind, $face_id, $pupil_id, $undoes, $reason, $said_by, $said_at)
RETURNING verdict_id
