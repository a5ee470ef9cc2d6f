SELECT i.kind, median(a.seconds)::DOUBLE AS seconds, count(*)::INTEGER AS answers
FROM standing_sample_answer a
JOIN sample_item i ON i.item_id = a.item_id
WHERE a.said_at >= $since AND a.seconds IS NOT NULL AND ($all_blocks OR i.block_id IN (SELECT unnest($blocks)))
GROUP BY i.kind
ORDER BY i.kind
