-- unscoped: the erasure of a pupil, which the MIS in-charge asked for
INSERT INTO erasure_photo (erasure_id, photo_id) SELECT $erasure_id, unnest($photo_ids)
