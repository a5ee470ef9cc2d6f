SELECT cluster_id, block_id, name_hi, name_en, crc_name, crc_phone
FROM cluster
WHERE $all_blocks OR block_id IN (SELECT unnest($blocks))
ORDER BY block_id, name_en
