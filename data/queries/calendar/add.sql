INSERT INTO calendar (day, kind, name_hi, name_en, block_id, school_id, grades, by_order)
SELECT given.day, given.kind, given.name_hi, given.name_en, given.block_id, given.school_id,
       string_split(given.grades, ',')::INTEGER[], given.by_order
FROM (
    SELECT unnest($day) AS day, unnest($kind) AS kind, unnest($name_hi) AS name_hi, unnest($name_en) AS name_en,
           unnest($block_id) AS block_id, unnest($school_id) AS school_id, unnest($grades) AS grades,
           unnest($by_order) AS by_order
) given
WHERE $all_blocks
   OR given.block_id IN (SELECT unnest($blocks))
   OR given.school_id IN (SELECT school_id FROM school WHERE block_id IN (SELECT unnest($blocks)))
