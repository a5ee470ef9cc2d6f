-- unscoped: as in since; only keys reach a flag
SELECT p.photo_id, p.submission_id, p.phash_0, p.phash_1, p.phash_2, p.phash_3, l.faces
FROM photo p
JOIN photo_layout l ON l.photo_id = p.photo_id
WHERE p.photo_id = $photo_id AND l.photo_id = $photo_id
