SELECT state, count(*) AS jobs
FROM job
WHERE $all_blocks OR block_id IN (SELECT unnest($blocks))
GROUP BY state
