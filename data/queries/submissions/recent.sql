SELECT
    submission.submission_id,
    submission.day,
    submission.source,
    submission.class_sections,
    submission.submitted_by,
    submission.submitted_at,
    school.name_hi,
    school.name_en,
    job.job_id,
    job.state,
    job.done,
    job.total,
    job.error
FROM submission
JOIN school USING (school_id)
JOIN job USING (submission_id)
WHERE $all_blocks OR submission.block_id IN (SELECT unnest($blocks))
ORDER BY submission.submitted_at DESC
LIMIT $most
