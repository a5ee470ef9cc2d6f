SELECT job.* FROM job
WHERE kind = $kind
  AND (detail ->> 'photo_id')::BIGINT = $photo_id
  AND ($all_blocks OR block_id IN (SELECT unnest($blocks)))
ORDER BY job_id DESC
LIMIT 1
