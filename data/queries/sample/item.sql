SELECT i.*, f.crop_name, f.photo_id
FROM sample_item i
LEFT JOIN face f ON f.face_id = i.face_id
WHERE i.item_id = $item_id AND ($all_blocks OR i.block_id IN (SELECT unnest($blocks)))
