-- unscoped: the key is changed for the whole district
SELECT min(face_id) AS first, max(face_id) AS last FROM face
