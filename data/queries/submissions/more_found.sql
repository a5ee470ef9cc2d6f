-- unscoped: the worker's own
UPDATE photo SET faces = coalesce(faces, 0) + $faces, min_face = least(min_face, $min_face) WHERE photo_id = $photo_id
