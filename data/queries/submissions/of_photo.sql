-- Which submission a photo came with.
SELECT p.photo_id, p.submission_id
FROM photo p
JOIN submission b ON b.submission_id = p.submission_id
WHERE p.photo_id = $photo_id
  AND ($all_blocks OR b.block_id IN (SELECT unnest($blocks)))
