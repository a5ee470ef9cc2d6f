SELECT i.block_id, b.name_hi AS block_hi, b.name_en AS block_en, i.kind,
       count(*)::INTEGER AS drawn,
       count(*) FILTER (s.answers > 0)::INTEGER AS judged,
       count(*) FILTER (s.answers IS NULL AND s.later < $open_days)::INTEGER AS waiting,
       count(*) FILTER (s.answers IS NULL AND s.later >= $open_days)::INTEGER AS not_judged,
       count(*) FILTER (s.unclear)::INTEGER AS unclear
FROM sample_item i
JOIN block b ON b.block_id = i.block_id
JOIN (
    SELECT item.item_id, said.answers, coalesce(said.unclear, FALSE) AS unclear,
           (SELECT count(*) FROM sample_draw d WHERE d.block_id = item.block_id AND d.day > item.day) AS later
    FROM sample_item item
    LEFT JOIN (
        SELECT item_id, count(*) AS answers, bool_and(answer = 'unclear') AS unclear FROM standing_sample_answer GROUP BY item_id
    ) said ON said.item_id = item.item_id
) s ON s.item_id = i.item_id
WHERE i.day BETWEEN $first AND $last AND ($all_blocks OR i.block_id IN (SELECT unnest($blocks)))
GROUP BY i.block_id, b.name_hi, b.name_en, b.tile_row, b.tile_column, i.kind
ORDER BY b.tile_row, b.tile_column, i.kind
