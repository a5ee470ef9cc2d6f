-- The faces of photos within the scope, with what is needed to compare them.
SELECT f.face_id, f.photo_id, f.x1, f.y1, f.x2, f.y2, f.crop_name, f.model, f.sealed
FROM face f
JOIN photo ph ON ph.photo_id = f.photo_id
JOIN submission b ON b.submission_id = ph.submission_id
WHERE octet_length(f.sealed) > 0 -- emptied with the photo
  AND f.photo_id IN (SELECT unnest($photo_ids))
  AND ($all_blocks OR b.block_id IN (SELECT unnest($blocks)))
ORDER BY f.photo_id, f.face_id
