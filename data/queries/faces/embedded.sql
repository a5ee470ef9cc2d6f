SELECT face.face_id, face.photo_id, face.person, face.crop_name, face.model, face.sealed, match.decision, match.pupil_id
FROM face
JOIN photo USING (photo_id)
JOIN submission USING (submission_id)
JOIN match ON match.face_id = face.face_id AND match.rank = 1
WHERE octet_length(face.sealed) > 0 -- emptied with the photo, or with the pupil
  AND submission.submission_id = $submission_id
  AND ($all_blocks OR submission.block_id IN (SELECT unnest($blocks)))
ORDER BY face.face_id
