-- A day evaluated without a find of the rule counts 0.
WITH days AS (
    SELECT day FROM exception_look ORDER BY day DESC LIMIT $most
)
SELECT d.day, coalesce(sum(c.found), 0)::INTEGER AS found, coalesce(sum(c.found) FILTER (c.severity = 3), 0)::INTEGER AS serious
FROM days d
LEFT JOIN exception_count c
  ON c.day = d.day
 AND c.rule = $rule
 AND c.step >= $step
 AND ($block_id IS NULL OR c.block_id = $block_id)
 AND ($all_blocks OR c.block_id IN (SELECT unnest($blocks)))
GROUP BY d.day
ORDER BY d.day
