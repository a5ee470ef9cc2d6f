-- unscoped: reconciling receipts with rows is the app's own work, before anybody is signed in
-- Submissions that lack a photo their receipt or job tells of, and unread ones that nothing will read.
SELECT submission.submission_id, submission.read_at IS NOT NULL AS is_read, submission.submitted_by, said.photos,
       submission.read_at IS NULL AND queued.submission_id IS NULL AS lacks_job,
       said.photos < greatest(coalesce(queued.total, 0), coalesce(told.photos, 0), 1) AS lacks_photo
FROM submission
LEFT JOIN (
    SELECT submission_id, max(total) AS total FROM job WHERE state <> 'done' AND submission_id IS NOT NULL GROUP BY submission_id
) AS queued ON queued.submission_id = submission.submission_id
LEFT JOIN (
    SELECT submission_id, count(*) AS photos FROM receipt WHERE outcome = 'taken' GROUP BY submission_id
) AS told ON told.submission_id = submission.submission_id
LEFT JOIN (
    SELECT submission_id, count(*) AS photos FROM photo GROUP BY submission_id
) AS had ON had.submission_id = submission.submission_id
CROSS JOIN LATERAL (SELECT coalesce(had.photos, 0) AS photos) AS said
WHERE (submission.read_at IS NULL AND queued.submission_id IS NULL)
   OR said.photos < greatest(coalesce(queued.total, 0), coalesce(told.photos, 0), 1)
ORDER BY submission.submission_id
