SELECT school_id, block_id FROM school
WHERE udise = $udise
  AND ($all_blocks OR block_id IN (SELECT unnest($blocks)))
