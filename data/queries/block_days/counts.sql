-- Beside the sums of class days: what is set aside, flagged and sampled of a block's day. No row where there is nothing of it.
WITH counted AS (
    SELECT day, block_id, 1 AS set_aside, 0 AS flags, 0 AS flags_open, 0 AS flags_confirmed, 0 AS sampled, 0 AS judged
    FROM class_day
    WHERE day BETWEEN $first AND $last AND set_aside
    UNION ALL
    SELECT day, block_id, 0, 1, (state IN ('open', 'asked', 'answered'))::INTEGER, (state = 'confirmed')::INTEGER, 0, 0
    FROM flag
    WHERE day BETWEEN $first AND $last
    UNION ALL
    SELECT day, block_id, 0, 0, 0, 0, 1, (item_id IN (SELECT item_id FROM standing_sample_answer))::INTEGER
    FROM sample_item
    WHERE day BETWEEN $first AND $last
)
SELECT day, block_id,
       sum(set_aside)::BIGINT AS set_aside,
       sum(flags)::BIGINT AS flags,
       sum(flags_open)::BIGINT AS flags_open,
       sum(flags_confirmed)::BIGINT AS flags_confirmed,
       sum(sampled)::BIGINT AS sampled,
       sum(judged)::BIGINT AS judged
FROM counted
WHERE $all_blocks OR block_id IN (SELECT unnest($blocks))
GROUP BY ALL
