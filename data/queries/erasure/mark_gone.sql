-- unscoped: the erasure of a pupil, which the MIS in-charge asked for
UPDATE photo SET gone_at = $gone_at WHERE gone_at IS NULL AND photo_id IN (SELECT unnest($photo_ids))
