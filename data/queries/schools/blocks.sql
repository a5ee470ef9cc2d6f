SELECT block_id, name_hi, name_en, aliases, tablets, tile_row, tile_column, beo_name, beo_phone
FROM block
WHERE $all_blocks OR block_id IN (SELECT unnest($blocks))
ORDER BY tile_row, tile_column
