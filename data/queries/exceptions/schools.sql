-- The schools of a list, those with the gravest first, then those with most.
SELECT school_id, count(*) AS found, count(*) OVER () AS schools, sum(count(*)) OVER () AS all_found
FROM exception
WHERE ($block_id IS NULL OR block_id = $block_id)
  AND ($rule IS NULL OR rule = $rule)
  AND step >= $step
  AND severity >= $severity
  AND state IN (SELECT unnest($states))
  AND ($owner IS NULL OR owner = $owner)
  AND ($all_blocks OR block_id IN (SELECT unnest($blocks)))
GROUP BY school_id
ORDER BY max(severity) DESC, count(*) FILTER (severity = 3) DESC, count(*) DESC, school_id
LIMIT $most
