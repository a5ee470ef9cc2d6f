SELECT job.* FROM job
WHERE submission_id = $submission_id
  AND ($all_blocks OR block_id IN (SELECT unnest($blocks)))
ORDER BY job_id DESC
