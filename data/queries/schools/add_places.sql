-- unscoped: each school has a place, whoever adds it
INSERT INTO school_place
SELECT school_id, DATE '2000-01-01', NULL, block_id, cluster_id, weekly_off
FROM school
WHERE school_id NOT IN (SELECT school_id FROM school_place)
