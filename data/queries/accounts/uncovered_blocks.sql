SELECT b.block_id, b.name_hi, b.name_en
FROM block b
WHERE ($all_blocks OR b.block_id IN (SELECT unnest($blocks)))
  AND b.block_id NOT IN (SELECT unnest(a.blocks) FROM account a WHERE a.active AND a.role = 'brc')
ORDER BY b.tile_row, b.tile_column
