-- unscoped: the app's own, for faces that were looked up within the Scope
UPDATE face SET person = given.person
FROM (SELECT unnest($face_ids) AS face_id, unnest($persons) AS person) given
WHERE face.face_id = given.face_id AND face.person <> given.person
