SELECT face.face_id, face.x1, face.y1, face.x2, face.y2, face.drawn
FROM (
    SELECT face_id, photo_id, x1, y1, x2, y2, FALSE AS drawn FROM face WHERE photo_id = $photo_id
    UNION ALL
    SELECT face_id, photo_id, x1, y1, x2, y2, TRUE FROM drawn_face WHERE photo_id = $photo_id
) AS face
JOIN photo USING (photo_id)
JOIN submission USING (submission_id)
WHERE $all_blocks OR submission.block_id IN (SELECT unnest($blocks))
ORDER BY face.face_id
