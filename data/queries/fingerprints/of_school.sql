-- unscoped: as in since; the worker compares a school's new photos with its own
SELECT photo_id, faces FROM photo_layout WHERE school_id = $school_id ORDER BY photo_id
