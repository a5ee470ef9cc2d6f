-- unscoped: the erasure of a pupil, which the MIS in-charge asked for
INSERT INTO erasure_face (erasure_id, face_id) SELECT $erasure_id, unnest($face_ids)
