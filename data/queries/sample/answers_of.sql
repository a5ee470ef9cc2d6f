SELECT a.answer_id, a.item_id, a.answer, a.said_at, i.kind, i.block_id
FROM standing_sample_answer a
JOIN sample_item i ON i.item_id = a.item_id
WHERE a.said_by = $username AND a.said_at >= $since AND ($all_blocks OR i.block_id IN (SELECT unnest($blocks)))
ORDER BY a.answer_id DESC
