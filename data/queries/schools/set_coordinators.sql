UPDATE cluster
SET crc_name = given.name, crc_phone = given.phone
FROM (SELECT unnest($id) AS id, unnest($name) AS name, unnest($phone) AS phone) given
WHERE cluster.cluster_id = given.id AND ($all_blocks OR cluster.block_id IN (SELECT unnest($blocks)))
