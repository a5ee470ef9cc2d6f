-- unscoped: of schools that were found within the Scope
INSERT INTO school_place
SELECT school_id, $from_day, NULL, block_id, cluster_id, weekly_off
FROM school
WHERE school_id IN (SELECT unnest($schools))
