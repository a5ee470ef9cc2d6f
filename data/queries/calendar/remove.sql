DELETE FROM calendar
USING (
    SELECT unnest($day) AS day, unnest($kinds) AS kind, unnest($block_id) AS block_id, unnest($school_id) AS school_id,
           unnest($grades) AS grades
) given
WHERE calendar.day = given.day
  AND (given.kind IS NULL OR calendar.kind = given.kind)
  AND calendar.block_id IS NOT DISTINCT FROM given.block_id
  AND calendar.school_id IS NOT DISTINCT FROM given.school_id
  AND array_to_string(calendar.grades, ',') IS NOT DISTINCT FROM given.grades
  AND ($all_blocks
       OR calendar.block_id IN (SELECT unnest($blocks))
       OR calendar.school_id IN (SELECT school_id FROM school WHERE block_id IN (SELECT unnest($blocks))))
