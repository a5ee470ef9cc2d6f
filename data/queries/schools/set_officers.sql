UPDATE block
SET beo_name = given.name, beo_phone = given.phone
FROM (SELECT unnest($id) AS id, unnest($name) AS name, unnest($phone) AS phone) given
WHERE block.block_id = given.id AND ($all_blocks OR block.block_id IN (SELECT unnest($blocks)))
