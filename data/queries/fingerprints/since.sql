-- unscoped: a photo used anywhere in the district counts; hashes and keys are held in memory and told to nobody
SELECT l.layout_id, l.photo_id, p.phash_0, p.phash_1, p.phash_2, p.phash_3
FROM (
    SELECT layout_id, photo_id FROM photo_layout WHERE layout_id > $last ORDER BY layout_id LIMIT $most
) l
JOIN photo p ON p.photo_id = l.photo_id
ORDER BY l.layout_id
