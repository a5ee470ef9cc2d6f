UPDATE school
SET name_hi = given.name_hi, name_en = given.name_en, block_id = given.block_id, cluster_id = given.cluster_id,
    management = given.management, village = given.village, tablets = given.tablets, weekly_off = given.weekly_off,
    head_name = given.head_name, head_phone = given.head_phone,
    latitude = given.latitude, longitude = given.longitude
FROM (
    SELECT unnest($school_id) AS school_id, unnest($name_hi) AS name_hi, unnest($name_en) AS name_en,
           unnest($block_id) AS block_id, unnest($cluster_id) AS cluster_id, unnest($management) AS management,
           unnest($village) AS village, unnest($tablets) AS tablets, unnest($weekly_off) AS weekly_off,
           unnest($head_name) AS head_name, unnest($head_phone) AS head_phone,
           unnest($latitude) AS latitude, unnest($longitude) AS longitude
) given
WHERE school.school_id = given.school_id
  AND ($all_blocks OR school.block_id IN (SELECT unnest($blocks)))
