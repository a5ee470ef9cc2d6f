UPDATE school
SET head_name = given.name, head_phone = given.phone
FROM (SELECT unnest($id) AS id, unnest($name) AS name, unnest($phone) AS phone) given
WHERE school.school_id = given.id AND ($all_blocks OR school.block_id IN (SELECT unnest($blocks)))
