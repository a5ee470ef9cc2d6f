SELECT photo.photo_id, photo.submission_id, photo.side, photo.width, photo.height, photo.faces, photo.min_face, photo.sharpness,
    photo.vault_name, photo.thumb_name, photo.error, photo.file_name, photo.taken_at,
    submission.source, submission.submitted_at, submission.read_at
FROM photo
JOIN submission USING (submission_id)
WHERE submission.day = $day
  AND list_contains(submission.class_sections, $class_section_id)
  AND ($all_blocks OR submission.block_id IN (SELECT unnest($blocks)))
ORDER BY submission.submitted_at, photo.photo_id
