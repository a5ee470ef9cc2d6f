SELECT max(a.answer_id) AS answer_id
FROM sample_answer a
JOIN sample_item i ON i.item_id = a.item_id
WHERE ($all_blocks OR i.block_id IN (SELECT unnest($blocks)))
