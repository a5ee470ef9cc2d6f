-- unscoped: the app's own, for faces that were looked up within the Scope
DELETE FROM match WHERE face_id IN (SELECT unnest($face_ids))
