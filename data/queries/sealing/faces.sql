-- unscoped: the key is changed for the whole district
SELECT face_id AS key, model, 'face/' || face_id AS name, sealed
FROM face
WHERE face_id BETWEEN $first AND $last AND octet_length(sealed) > 0
