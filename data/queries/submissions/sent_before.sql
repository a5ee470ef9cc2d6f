-- unscoped: a photo used anywhere in the district counts; `visible` says whether the caller may be told where
SELECT
    photo.sha256,
    photo.photo_id,
    submission.submission_id,
    submission.day,
    submission.class_sections,
    submission.school_id,
    $all_blocks OR submission.block_id IN (SELECT unnest($blocks)) AS visible
FROM photo
JOIN submission USING (submission_id)
WHERE photo.sha256 IN (SELECT unnest($hashes))
