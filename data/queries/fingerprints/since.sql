-- unscoped: a photo used anywhere in the district counts; hashes and keys are held in memory and told to nobody
SELECT l.layout_id, l.photo_id, p.phash_0, p.phash_1, p.phash_2, p.phash_3
FROM photo_layout l
JOIN photo p ON p.photo_id = l.photo_id
WHERE l.layout_id > $last
ORDER BY l.layout_id
