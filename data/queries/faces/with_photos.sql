SELECT face.face_id, face.x1, face.y1, face.x2, face.y2, face.confidence, face.blur, face.cut, face.crop_name,
    photo.width, photo.height, photo.vault_name, photo.side, submission.day, submission.block_id
FROM face
JOIN photo USING (photo_id)
JOIN submission USING (submission_id)
WHERE face.face_id IN (SELECT unnest($face_ids))
  AND ($all_blocks OR submission.block_id IN (SELECT unnest($blocks)))
ORDER BY submission.day DESC, face.face_id DESC
