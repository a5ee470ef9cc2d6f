-- unscoped: the erasure of a pupil, which the MIS in-charge asked for. The faces that the machine or a person took for the pupil.
SELECT m.face_id FROM match m WHERE m.rank = 1 AND m.pupil_id = $pupil_id AND m.decision IN ('accepted', 'uncertain')
UNION
SELECT v.face_id FROM verdict v WHERE v.pupil_id = $pupil_id AND v.kind IN ('same', 'other', 'tagged')
