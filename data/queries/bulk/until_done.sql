-- The order is the queue's own; of other blocks' photos only how many come before.
WITH queued AS (
    SELECT
        sum(CASE state WHEN 'running' THEN total - done ELSE total END) OVER (ORDER BY rank, job_id) AS photos,
        $all_blocks OR block_id IN (SELECT unnest($blocks)) AS own
    FROM job
    WHERE submission_id IS NOT NULL
      AND (state = 'running'
           OR state = 'waiting' AND (rank = 0 OR block_id NOT IN (SELECT block_id FROM paused_block)))
)

SELECT coalesce(max(photos), 0)::BIGINT AS photos FROM queued WHERE own
