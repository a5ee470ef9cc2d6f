INSERT INTO drawn_face (face_id, photo_id, x1, y1, x2, y2, crop_name, drawn_by, drawn_at)
SELECT $face_id, photo.photo_id, $x1, $y1, $x2, $y2, $crop_name, $drawn_by, $drawn_at
FROM photo
JOIN submission USING (submission_id)
WHERE photo.photo_id = $photo_id
  AND ($all_blocks OR submission.block_id IN (SELECT unnest($blocks)))
