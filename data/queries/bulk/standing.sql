SELECT
    coalesce(sum(CASE WHEN state = 'done' THEN total WHEN state = 'running' THEN done ELSE 0 END), 0)::BIGINT AS done,
    coalesce(sum(total) FILTER (state = 'failed'), 0)::BIGINT AS failed,
    coalesce(sum(total - done) FILTER (state IN ('waiting', 'running')), 0)::BIGINT AS waiting
FROM job
WHERE submission_id IS NOT NULL
  AND (created_at >= $since OR state IN ('waiting', 'running'))
  AND ($all_blocks OR block_id IN (SELECT unnest($blocks)))
